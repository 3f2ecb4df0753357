"""Single sign-on by OpenID Connect. Stricter than allauth: the token is signed, and made for us and for this visit."""

import hashlib
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""With a key pair only: a token signed with a shared secret, or not at all, is refused."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
CLOCKS_APART = 60
"""Seconds by which the provider's clock may differ from ours."""


def nonce_of(verifier: str) -> str:
    """Made of the PKCE verifier, which is kept in the visitor's session and is new at each visit."""
    return hashlib.sha256(f"nonce:{verifier}".encode()).hexdigest()


class Adapter(OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        try:
            config: dict[str, Any] = super().openid_config
            known = self.get_provider().app.settings["server_url"].partition("/.well-known/")[0]
            if config["issuer"].rstrip("/") != known.rstrip("/"):
                raise OAuth2Error("the provider gives itself another name than we know it by")
            if missing := [name for name in ENDPOINTS if name not in config]:
                raise OAuth2Error(f"the provider does not say its {missing[0]}")
        except (RequestException, OAuth2Error, KeyError) as error:
            page = render_authentication_error(self.request, self.get_provider(), exception=error)
            raise ImmediateHttpResponse(page) from error
        return config

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str = ""
    ) -> Any:
        self.nonce = nonce_of(pkce_code_verifier)
        return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, *, response: Any, **kwargs: Any) -> Any:
        try:
            claims = self.verified(response["id_token"], app.client_id)
            person = self._fetch_user_info(token.token)
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("the identity token cannot be trusted") from error
        if person.get("sub") != claims["sub"]:
            raise OAuth2Error("the identity token and the user information are about two people")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": claims | person})

    def verified(self, id_token: str, client_id: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            keys = session.get(self.openid_config["jwks_uri"]).json()
        kid = jwt.get_unverified_header(id_token).get("kid")
        (key,) = [key for key in jwt.PyJWKSet.from_dict(keys).keys if kid in {None, key.key_id}]
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=self.openid_config["issuer"],
            leeway=CLOCKS_APART,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
        if claims["nonce"] != self.nonce:
            raise OAuth2Error("the identity token was made for another visit")
        if claims.get("azp", client_id) != client_id:
            raise OAuth2Error("the identity token was made for another site")
        return claims


class Provider(OpenIDConnectProvider):
    package = "allauth.socialaccount.providers.openid_connect"
    oauth2_adapter_class = Adapter

    def get_pkce_params(self) -> dict[str, str]:
        params: dict[str, str] = super().get_pkce_params()
        return params | {"nonce": nonce_of(params["code_verifier"])}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """Nothing of the address goes on to the provider."""
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """Some providers write "false", which is not nothing: only a plain yes confirms an address."""
        addresses: list[Any] = super().extract_email_addresses(data)
        for address in addresses:
            address.verified = address.verified is True
        return addresses

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing else of what the provider tells is kept."""
        return {}


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _through(OAuth2LoginView, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _through(OAuth2CallbackView, request, provider_id)


def _through(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(Adapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404(provider_id) from error
    return answer
