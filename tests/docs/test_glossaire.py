"""Le glossaire et le code disent les mêmes mots."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import RACINE, lignes_de_tableau, lire

LIGNES = [ligne for ligne in lignes_de_tableau(lire("docs/glossaire.md")) if len(ligne) == 4]
MOTS = {ligne[2].strip("`") for ligne in LIGNES}

ENUMERES = {"Motif", "Urgence", "Role", "Competence", "EtatSignalement", "EtatDossier", "Cloture", "Resultat", "Sorte"}
"""Les énumérations dont chaque valeur est un mot du métier, à dire une par une."""

PLOMBERIE = ("imports", "lecture")
"""Les modules du domaine qui lisent des fichiers : leurs classes ne sont pas des mots du métier."""

SOCLE = {"Clock"}


@cache
def _arbre(chemin: str) -> ast.Module:
    return ast.parse((RACINE / chemin).read_text(encoding="utf-8"))


def _noms(corps: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """Ce qu'un corps définit : classes, fonctions, valeurs et champs."""
    for noeud in corps:
        if isinstance(noeud, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield noeud.name, noeud
        elif isinstance(noeud, ast.AnnAssign) and isinstance(noeud.target, ast.Name):
            yield noeud.target.id, noeud
        elif isinstance(noeud, ast.Assign):
            yield from ((cible.id, noeud) for cible in noeud.targets if isinstance(cible, ast.Name))


def _existe(mot: str, chemin: str) -> bool:
    corps = _arbre(chemin).body
    for part in mot.split("."):
        trouve = dict(_noms(corps)).get(part)
        if trouve is None:
            return False
        corps = trouve.body if isinstance(trouve, ast.ClassDef) else []
    return True


def _modules() -> list[Path]:
    return [m for m in sorted((RACINE / "domain").glob("*.py")) if not m.stem.startswith(PLOMBERIE)]


def _classes() -> Iterator[tuple[str, ast.ClassDef, str]]:
    for module in _modules():
        chemin = module.relative_to(RACINE).as_posix()
        for nom, noeud in _noms(_arbre(chemin).body):
            if isinstance(noeud, ast.ClassDef) and not nom.startswith("_") and nom not in SOCLE:
                yield nom, noeud, chemin


def _est_une_erreur(classe: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id.endswith(("Error", "Exception")) for base in classe.bases)


def test_le_glossaire_se_lit() -> None:
    assert len(LIGNES) > 100


@pytest.mark.parametrize("ligne", LIGNES, ids=lambda ligne: ligne[2].strip("`"))
def test_chaque_nom_existe_la_ou_il_est_dit(ligne: list[str]) -> None:
    mot, _sens, nom, chemin = ligne
    assert (RACINE / chemin.strip("`")).is_file(), mot
    assert _existe(nom.strip("`"), chemin.strip("`")), f"{mot} : {nom} n'est pas dans {chemin}"


@pytest.mark.parametrize(("nom", "classe", "chemin"), list(_classes()), ids=lambda v: v if isinstance(v, str) else "")
def test_chaque_mot_du_domaine_est_dans_le_glossaire(nom: str, classe: ast.ClassDef, chemin: str) -> None:
    if _est_une_erreur(classe):
        return
    assert any(ligne[2].strip("`") == nom and ligne[3].strip("`") == chemin for ligne in LIGNES), f"{nom} ({chemin})"


def test_chaque_valeur_des_enumerations_du_metier_est_dite() -> None:
    for nom, classe, _chemin in _classes():
        if nom in ENUMERES:
            valeurs = {f"{nom}.{valeur}" for valeur, noeud in _noms(classe.body) if isinstance(noeud, ast.Assign)}
            assert valeurs <= MOTS, valeurs - MOTS


def test_aucun_mot_n_est_dit_deux_fois() -> None:
    dits = [ligne[0] for ligne in LIGNES]
    assert len(dits) == len(set(dits)), sorted(mot for mot in dits if dits.count(mot) > 1)


def test_les_noms_du_code_sont_sans_accents() -> None:
    dossiers = ("domain", "usecases", "views", "handlers", "storage", "scheduler", "bot", "reports", "nlp")
    for dossier in dossiers:
        for module in sorted((RACINE / dossier).rglob("*.py")):
            for noeud in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                for nom in (getattr(noeud, "name", None), getattr(noeud, "id", None), getattr(noeud, "arg", None)):
                    assert not isinstance(nom, str) or nom.isascii(), f"{module.name} : {nom}"
