"""Les dispositifs livrés : un fichier TOML chacun, à copier pour écrire le sien."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from domain.dispositif import Dispositif, DispositifInvalide
from domain.lecture_dispositif import lire_dispositif

NOMS = ("alfi", "icf-ensemble", "cilea", "habitat-reuni")
"""Les profils livrés, par leur nom."""


def charger(nom_ou_chemin: str) -> Dispositif:
    """Le profil livré de ce nom, ou celui du fichier à ce chemin.

    Lève `DispositifInvalide` si rien de tel n'existe ou si le fichier ne se lit pas.
    """
    if nom_ou_chemin in NOMS:
        fichier = resources.files(__name__).joinpath(f"{nom_ou_chemin}.toml")
        return lire_dispositif(fichier.read_text("utf-8"), fichier.name)
    chemin = Path(nom_ou_chemin)
    if not chemin.is_file():
        livres = ", ".join(NOMS)
        raise DispositifInvalide(
            f"dispositif inconnu : « {nom_ou_chemin} » ; valeurs admises : {livres}, ou le chemin d’un fichier TOML"
        )
    try:
        contenu = chemin.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as raison:
        raise DispositifInvalide(f"{chemin.name} : le fichier ne se lit pas, ou n’est pas en UTF-8") from raison
    return lire_dispositif(contenu, chemin.name)
