"""Porte d'entrée de la classification : un texte libre entre, une `Analyse` du domaine sort."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from domain.signalement import Analyse

if TYPE_CHECKING:
    from spacy.language import Language

LONGUEUR_MAX = 20_000
"""Points de code lus au plus. Telegram coupe à 4 096 ; le reste protège contre un collage démesuré."""


class ModeleInvalide(RuntimeError):
    """Le modèle de lecture manque, ou ses fichiers ne sont pas ceux que sa fiche annonce."""


class Classifieur:
    """Classe un signalement. Déterministe, sans état entre deux textes, un texte à la fois (verrou)."""

    def __init__(self, chaine: Language) -> None:
        """Préférer `charger()`, qui construit la chaîne."""
        self._chaine = chaine
        self._verrou = Lock()

    @classmethod
    def charger(cls, appris: bool = True, dossier: Path | None = None) -> Classifieur:
        """Importe spaCy et construit la chaîne (une à deux secondes).

        `appris` faux : les règles seules. `dossier` : un autre modèle que celui qui est livré. Lève `ModeleInvalide`.
        """
        from nlp.appris.modele import DOSSIER, Modele
        from nlp.chaine import construire

        return cls(construire(Modele.charger(dossier or DOSSIER) if appris else None))

    def analyser(self, texte: str) -> Analyse:
        """Classe un texte, quel qu'il soit ; ne lève pas.

        La zone mémoire de spaCy est rendue après chaque texte : aucun mot lu ne reste dans le vocabulaire.
        """
        from nlp.explication.composant import composer

        lisible = _sans_demi_codes(texte[:LONGUEUR_MAX])
        with self._verrou, self._chaine.memory_zone():
            return composer(self._chaine(lisible))


def _sans_demi_codes(texte: str) -> str:
    """Remplace les demi-codes UTF-16 isolés, que spaCy ne sait pas ranger, sans déplacer les positions."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in texte)
