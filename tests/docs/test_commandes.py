"""Le tableau des commandes du README est la ligne de commande, ni plus ni moins ; de même dans la conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import typer

from bot.cli import app
from domain.personne import Role
from tests.docs.pages import PAGES, RACINE, blocs, codes, lignes_de_tableau, lire, nom
from views.aide import commandes

_OPTION = re.compile(r"--[a-z][a-z-]*")


def _parcourir(commande: object, chemin: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Chaque commande et ses options, par un parcours de l'application."""
    filles = getattr(commande, "commands", None)
    if filles:
        for fille, contenu in filles.items():
            yield from _parcourir(contenu, (*chemin, fille))
        return
    options = {o for p in commande.params for o in p.opts if o.startswith("--") and o != "--help"}
    yield " ".join(chemin), options


COMMANDES = dict(_parcourir(typer.main.get_command(app)))


def _lignes() -> dict[str, list[str]]:
    """Les lignes du tableau, par la commande la plus longue qu'elles nomment."""
    trouvees = {}
    for ligne in lignes_de_tableau(lire("README.md")):
        if ligne[0].startswith("`vigie "):
            trouvees[_commande(ligne[0].strip("`").removeprefix("vigie "))] = ligne
    return trouvees


def _commande(ecrite: str) -> str:
    """La commande que commence ce texte ; le texte lui-même si aucune ne convient."""
    convenables = [c for c in COMMANDES if ecrite == c or ecrite.startswith(f"{c} ")]
    return max(convenables, key=len, default=ecrite)


def test_toutes_les_commandes_et_elles_seules_sont_dites() -> None:
    assert set(_lignes()) == set(COMMANDES)


@pytest.mark.parametrize("commande", sorted(COMMANDES))
def test_toutes_les_options_et_elles_seules_sont_dites(commande: str) -> None:
    signature, sens = _lignes()[commande][:2]
    assert set(_OPTION.findall(signature)) == COMMANDES[commande]
    assert set(_OPTION.findall(sens)) <= COMMANDES[commande]


def test_aucune_page_ne_cite_une_commande_qui_n_existe_pas() -> None:
    for page in PAGES:
        texte = page.read_text(encoding="utf-8")
        ecrites = [code for code in codes(texte) if code.startswith("vigie ")]
        ecrites += re.findall(r"\.venv/bin/(vigie [^\n`]+)", texte) + re.findall(r"^(vigie [^\n]+)", blocs(texte), re.M)
        for ecrite in ecrites:
            commande = _commande(ecrite.removeprefix("vigie "))
            assert commande in COMMANDES, f"{nom(page)} : {ecrite}"
            assert set(_OPTION.findall(ecrite)) <= COMMANDES[commande], f"{nom(page)} : {ecrite}"


def test_aucune_page_ne_cite_une_cible_de_make_qui_n_existe_pas() -> None:
    cibles = set(re.findall(r"^([a-z-]+):", (RACINE / "Makefile").read_text(encoding="utf-8"), re.M))
    for page in PAGES:
        texte = page.read_text(encoding="utf-8")
        for cible in re.findall(r"(?:^|`|…\s)make ([a-z-]+)", texte, re.M):
            assert cible in cibles, f"{nom(page)} : make {cible}"


def test_les_menus_du_robot_sont_dits() -> None:
    dites = {ligne[0].strip("`").split()[0] for ligne in lignes_de_tableau(lire("README.md")) if "`/" in ligne[0]}
    menus = {f"/{commande}" for commande, _ in commandes([role.value for role in Role])}
    assert dites == menus | {"/start", "/lier"}
