"""Controlled lists that are part of the program: a new value needs a change of code, not of data."""

from django.db import models


class Language(models.TextChoices):
    """The languages a text can be in. English is the source language."""

    EN = "en", "English"
    FR = "fr", "Français"
    ES = "es", "Español"
    AR = "ar", "العربية"
    RU = "ru", "Русский"
    ZH = "zh", "中文"

    @property
    def direction(self) -> str:
        return "rtl" if self is Language.AR else "ltr"


class Phase(models.TextChoices):
    """Where on the way from arrest to ordinary life a practice belongs."""

    INTAKE = "intake", "On arrival"
    CUSTODY = "custody", "In custody"
    RELEASE = "release", "Around release"
    COMMUNITY = "community", "In the community"
    SYSTEM = "system", "Across the system"


class Basis(models.TextChoices):
    """What a practice chiefly rests on. A description, not a score."""

    ADOPTED = "intergovernmental-adoption", "Intergovernmental adoption"
    CONSENSUS = "expert-consensus", "Expert consensus"
    EXPERIENCE = "programme-experience", "Programme experience"
    EVALUATION = "evaluation", "Evaluation"
    NONE = "not-assessed", "Not assessed"


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class LinkKind(models.TextChoices):
    """How one practice stands to another. The label reads from the page that carries the link."""

    BUILDS_ON = "builds-on", "Builds on"
    NEEDED_FOR = "needed-for", "Needed for"
    WORKS_WITH = "works-with", "Works with"
    NEXT_STEP = "next-step", "Next step"
    SEE_ALSO = "see-also", "See also"
    MENTIONS = "mentions", "Mentioned in the text"


class SourceKind(models.TextChoices):
    CONFERENCE = "conference", "Conference record"
    MEMORANDUM = "memorandum", "Intergovernmental document"
    STANDARD = "standard", "International standard"
    GUIDANCE = "guidance", "Expert guidance"
    HANDBOOK = "handbook", "Handbook"
    COMPENDIUM = "compendium", "Compendium"
    RESEARCH = "research", "Research paper"
    WEB_PAGE = "web-page", "Web page"
    EVENT = "event", "Event"


class LabelKind(models.TextChoices):
    SYNONYM = "synonym", "Also called"
    ABBREVIATION = "abbreviation", "Abbreviation"
    TRANSLATION = "translation", "Translation"
    ALTERNATE = "alternate", "Other translation"


class EntryKind(models.TextChoices):
    """What a search can find."""

    PRACTICE = "practice", "Practice"
    SOURCE = "source", "Source"
    TERM = "term", "Glossary term"
    THEME = "theme", "Theme"
