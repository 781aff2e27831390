"""Une transaction et ce qu'on peut y faire."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cards import Cards
from storage.complements import Complements
from storage.crypto import Keyring
from storage.dossiers import Dossiers
from storage.echeances import Echeances
from storage.inbox import Inbox
from storage.journal import Journal, Meta
from storage.lectures import Lectures
from storage.outbox import Outbox
from storage.personnes import Personnes
from storage.residences import Groupes, Residences
from storage.signalements import Signalements


class UnitOfWork:
    """Les dépôts d'une même transaction : tout y est gardé ensemble, ou rien."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Appelé par `Database` seulement."""
        self.connection = connection
        self.keyring = keyring

    @cached_property
    def inbox(self) -> Inbox:
        """La boîte d'arrivée."""
        return Inbox(self.connection)

    @cached_property
    def outbox(self) -> Outbox:
        """La boîte de départ."""
        return Outbox(self.connection)

    @cached_property
    def cards(self) -> Cards:
        """Les fiches montrées."""
        return Cards(self.connection)

    @cached_property
    def personnes(self) -> Personnes:
        """Les personnes."""
        return Personnes(self.connection, self.keyring)

    @cached_property
    def residences(self) -> Residences:
        """Les résidences."""
        return Residences(self.connection)

    @cached_property
    def groupes(self) -> Groupes:
        """Les groupes liés."""
        return Groupes(self.connection)

    @cached_property
    def signalements(self) -> Signalements:
        """Les signalements."""
        return Signalements(self.connection)

    @cached_property
    def complements(self) -> Complements:
        """Les mots ajoutés aux dossiers."""
        return Complements(self.connection)

    @cached_property
    def lectures(self) -> Lectures:
        """Ce qui a été proposé d'un message, et retenu."""
        return Lectures(self.connection)

    @cached_property
    def dossiers(self) -> Dossiers:
        """Les dossiers."""
        return Dossiers(self.connection, self.keyring)

    @cached_property
    def echeances(self) -> Echeances:
        """Les échéances."""
        return Echeances(self.connection)

    @cached_property
    def journal(self) -> Journal:
        """Le journal."""
        return Journal(self.connection)

    @cached_property
    def meta(self) -> Meta:
        """Les valeurs de la base."""
        return Meta(self.connection)
