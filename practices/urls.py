"""Every public address of the portal."""

from django.urls import path, register_converter

from practices.api import search as search_api
from practices.converters import RangeConverter, RecordConverter
from practices.views import (
    changes,
    display,
    editions,
    feeds,
    glossary,
    history,
    home,
    pages,
    people,
    picking,
    practices,
    profile,
    proposals,
    proposing,
    search,
    sources,
    themes,
    writing,
)
from practices.views.curation import dashboard, editing, links, log, queue, records, reviewing
from practices.views.curation import editions as curated_editions
from practices.views.curation import practices as curated

register_converter(RangeConverter, "range")
register_converter(RecordConverter, "record")

app_name = "practices"

practice_urls = [
    path("practices/", practices.practice_list, name="practice-list"),
    path("practices.csv", practices.practice_table, name="practice-table"),
    path("practices/<slug:slug>/", practices.practice_detail, name="practice-detail"),
    path("practices/<slug:slug>/history/", history.practice_history, name="practice-history"),
    path("practices/<slug:slug>/compare/<range:numbers>/", history.practice_compare, name="practice-compare"),
    path("practices/<slug:slug>/revert/", history.practice_revert, name="practice-revert"),
    path("p/<int:number>/", practices.practice_number, name="practice-number"),
    path("p/<int:number>/v<int:revision>/", history.revision_detail, name="revision-detail"),
]
theme_urls = [
    path("themes/", themes.theme_list, name="theme-list"),
    path("themes/<slug:slug>/", themes.theme_detail, name="theme-detail"),
]
source_urls = [
    path("sources/", sources.source_list, name="source-list"),
    path("sources/<slug:slug>/", sources.source_detail, name="source-detail"),
]
glossary_urls = [
    path("glossary/", glossary.term_list, name="term-list"),
    path("glossary/<slug:slug>/", glossary.term_detail, name="term-detail"),
]
edition_urls = [
    path("editions/", editions.edition_list, name="edition-list"),
    path("editions/<int:number>/", editions.edition_detail, name="edition-detail"),
]
page_urls = [
    path("", home.home, name="home"),
    path("changes/", changes.change_list, name="change-list"),
    path("about/", pages.about, name="about"),
    path("help/", pages.help_page, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("display/", display.save_display, name="display"),
]
feed_urls = [
    path("changes/feed.atom", feeds.changes, name="feed"),
    path("themes/<slug:slug>/feed.atom", feeds.changes_in_theme, name="theme-feed"),
    path("practices/<slug:slug>/feed.atom", feeds.changes_of_practice, name="practice-feed"),
]
search_urls = [
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggestions, name="search-suggest"),
]
proposal_urls = [
    path("practices/<slug:slug>/propose/", proposing.propose, name="propose"),
    path("propose/", proposing.propose_new, name="propose-new"),
    path("proposals/", proposals.proposal_list, name="proposal-list"),
    path("proposals/preview/", writing.preview, name="proposal-preview"),
    path("proposals/pick/", picking.pick, name="proposal-pick"),
    path("proposals/confirm/<str:token>/", proposing.confirm, name="proposal-confirm"),
    path("proposals/follow/<str:token>/", proposals.follow, name="proposal-follow"),
    path("proposals/follow/<str:token>/edit/", proposing.follow_edit, name="proposal-follow-edit"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="proposal-detail"),
    path("proposals/<int:pk>/edit/", proposing.proposal_edit, name="proposal-edit"),
    path("proposals/<int:pk>/act/", proposals.proposal_act, name="proposal-act"),
    path("curation/queue/", queue.queue, name="queue"),
    path("curation/queue/<int:pk>/", reviewing.review, name="review"),
    path("curation/queue/<int:pk>/preview/", reviewing.review_preview, name="review-preview"),
    path("unsubscribe/<str:token>/", proposals.unsubscribe, name="unsubscribe"),
]
account_urls = [
    path("accounts/profile/", profile.profile, name="profile"),
    path("accounts/profile/data.json", profile.download, name="profile-data"),
    path("accounts/profile/delete/", profile.delete, name="profile-delete"),
    path("invitation/<str:token>/", people.invitation, name="invitation"),
]
people_urls = [
    path("curation/people/", people.people_list, name="people-list"),
    path("curation/people/invite/", people.invite, name="person-invite"),
    path("curation/people/<int:pk>/", people.person_detail, name="person-detail"),
    path("curation/people/<int:pk>/role/", people.person_role, name="person-role"),
    path("curation/people/<int:pk>/<slug:act>/", people.person_act, name="person-act"),
]
record_urls = [
    path("curation/<record:kind>/", records.record_list, name="record-list"),
    path("curation/new/<record:kind>/", records.record_new, name="record-new"),
    path("curation/<record:kind>/<slug:slug>/", records.record_detail, name="record-detail"),
    path("curation/<record:kind>/<slug:slug>/rename/", records.record_rename, name="record-rename"),
    path("curation/<record:kind>/<slug:slug>/merge/", records.record_merge, name="record-merge"),
    path("curation/<record:kind>/<slug:slug>/remove/", records.record_remove, name="record-remove"),
    path("curation/themes/<slug:slug>/order/", records.theme_order, name="theme-order"),
    path("curation/links/", links.link_list, name="link-list"),
    path("curation/links/<int:pk>/again/", links.link_again, name="link-again"),
    path("curation/links/<slug:slug>/copy/", links.link_copy, name="link-copy"),
    path("curation/editions/", curated_editions.edition_next, name="edition-next"),
]
curation_urls = [
    path("curation/", dashboard.dashboard, name="curation"),
    path("curation/searches/forget/", dashboard.forget_search, name="curation-search-forget"),
    path("curation/practices/", curated.practice_list, name="curation-practices"),
    path("curation/practices/new/", editing.create, name="curation-practice-new"),
    path("curation/practices/confirm/", curated.confirm, name="curation-confirm"),
    path("curation/practices/bulk/", curated.bulk, name="curation-bulk"),
    path("curation/practices/<int:number>/", curated.practice, name="curation-practice"),
    path("curation/practices/<int:number>/edit/", editing.edit, name="curation-practice-edit"),
    path("curation/practices/<int:number>/<slug:act>/", curated.practice_act, name="curation-practice-act"),
    path("curation/log/", log.log_list, name="curation-log"),
    path("curation/log/<int:pk>/redact/", log.log_redact, name="curation-log-redact"),
]
api_urls = [
    path("api/v1/search/", search_api.search, name="api-search"),
]

urlpatterns = [
    *page_urls,
    *theme_urls,
    *practice_urls,
    *source_urls,
    *glossary_urls,
    *edition_urls,
    *feed_urls,
    *search_urls,
    *proposal_urls,
    *account_urls,
    *people_urls,
    *curation_urls,
    *record_urls,
    *api_urls,
]
