"""Le relevé de veille mis en page : une image pour le téléphone, un PDF pour la réunion, un tableur pour le reste.

Même relevé, mêmes octets. Le rendu est bloquant (quelques dizaines de millisecondes) : l'appeler hors de la boucle.
"""

from __future__ import annotations

from domain.veille import Releve
from reports.releve_donnees import donnees_image, donnees_pdf
from reports.releve_tableur import releve_xlsx
from reports.typesetting import typeset

__all__ = ["nom_de_fichier", "releve_pdf", "releve_png", "releve_xlsx"]

_PPI_TELEPHONE = 194.4
"""Le gabarit fait 400 points de large : à cette finesse, 1080 pixels."""


def releve_png(releve: Releve) -> bytes:
    """L'image à lire sur un téléphone : chiffres, motifs, résidences, délais, ordre du jour. Jamais nominative."""
    return typeset("releve_image.typ", donnees_image(releve), releve.maintenant, "png", _PPI_TELEPHONE)


def releve_pdf(releve: Releve) -> bytes:
    """Le document de réunion, A4 : chiffres et ordre du jour, une fiche par dossier à voir, retards, détail."""
    return typeset("releve.typ", donnees_pdf(releve), releve.maintenant, "pdf")


def nom_de_fichier(releve: Releve, extension: str) -> str:
    """« releve-2026-11.pdf » pour un mois, « releve-2026-11-nominatif.pdf » si le document porte des noms."""
    debut = releve.periode.debut.astimezone(releve.fuseau)
    suffixe = "-nominatif" if releve.nominatif and extension != "png" else ""
    return f"releve-{debut:%Y-%m}{suffixe}.{extension}"
