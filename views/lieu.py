"""Dire un lieu."""

from __future__ import annotations

from domain.personne import Residence
from domain.signalement import Lieu


def nom_residence(residence: Residence | None) -> str:
    """Le nom du site et sa commune : « Les Mirabelles (Ris-Orangis) »."""
    if residence is None:
        return "non connue"
    return f"{residence.nom} ({residence.commune})" if residence.commune else residence.nom


def ecrire_lieu(residence: Residence | None, lieu: Lieu) -> str:
    """Le lieu complet, du site à la porte ; vide si rien n'est situé. Ne paraît qu'en privé."""
    parts = [nom_residence(residence) if residence else lieu.residence]
    parts += [
        f"bât. {lieu.batiment}" if lieu.batiment else None,
        f"esc. {lieu.escalier}" if lieu.escalier else None,
        _etage(lieu.etage) if lieu.etage else None,
        f"logement {lieu.logement}" if lieu.logement else None,
    ]
    return ", ".join(part for part in parts if part)


def _etage(etage: str) -> str:
    """« 2e étage », « étage 3 », ou ce qui est écrit (« rdc »)."""
    if etage.isdigit():
        return f"étage {etage}"
    return f"{etage} étage" if etage[0].isdigit() else etage
