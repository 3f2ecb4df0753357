from importlib import import_module

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = "Good practices"

    def ready(self) -> None:
        import_module("practices.search.checks")  # registers them; it needs the models, so not sooner
