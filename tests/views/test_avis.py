"""Chaque avis se dit avec ce que le code lui donne, en un français soigné et court."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.personne import Role
from domain.vues import Avis
from storage.outbox import Valeur
from views.avis import LONGUEUR_REPONSE, dire, repondre

RACINE = Path(__file__).parents[2]
SOURCES = [*(RACINE / "usecases").glob("*.py"), *(RACINE / "handlers").glob("*.py"), *(RACINE / "bot").rglob("*.py")]

EXEMPLES: dict[str, Valeur] = {
    "reference": "V-26-0042",
    "nom": "Marie-Antoinette de La Rochefoucauld-Montmorency",
    "quoi": "choisir cette résidence",
    "equipe": "Essonne Nord",
    "equipes": ["Essonne", "Nord"],
    "suite": "Visite au domicile le jeudi 26 novembre en fin de journée, en binôme avec l’association",
    "palier": "personne",
    "roles": [role.value for role in Role],
    "url": "https://t.me/vigie_bot?start=abc",
    "expire": "mardi 1er décembre à 10 h",
    "du": "24/12/2026",
    "au": "02/01/2027",
    "remplacant": "Karim Diallo",
    "numero": "12",
    "total": 41,
}
LIGNES: dict[Avis, list[list[str]]] = {
    Avis.MES_SIGNALEMENTS: [["V-26-0001", "pris en charge", "Les Mirabelles"], ["", "à qualifier", ""]],
    Avis.LISTE_DOSSIERS: [["V-26-0001", "Les Mirabelles", "Impayés", "jeudi 26 novembre à 10 h"]],
    Avis.EQUIPE: [["Nadia Benali", "Essonne", "3 / 20", "absent"]],
}

FONCTIONS = {"say", "Reponse", "Refus", "prevenir_role", "_dire"}


def _nom(noeud: ast.expr) -> str:
    return noeud.attr if isinstance(noeud, ast.Attribute) else noeud.id if isinstance(noeud, ast.Name) else ""


def _avis(noeud: ast.expr) -> list[Avis]:
    """Les avis que nomme cette expression, choix compris."""
    return [
        Avis[n.attr]
        for n in ast.walk(noeud)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "Avis"
    ]


def _cles(appel: ast.Call) -> set[str]:
    """Les paramètres que cet appel donne à l'avis."""
    cles = {k.arg for k in appel.keywords if k.arg is not None}
    for argument in appel.args:
        if isinstance(argument, ast.Dict):
            cles |= {c.value for c in argument.keys if isinstance(c, ast.Constant)}
    return cles - {"droit", "alerte"}


def usages() -> Iterator[tuple[Avis, frozenset[str], str]]:
    """Chaque endroit du code qui dit un avis, et les paramètres qu'il lui donne."""
    for source in SOURCES:
        arbre = ast.parse(source.read_text("utf-8"))
        choix = {
            cible.id: _avis(n.value)
            for n in ast.walk(arbre)
            if isinstance(n, ast.Assign) and _avis(n.value)
            for cible in n.targets
            if isinstance(cible, ast.Name)
        }
        for appel in (n for n in ast.walk(arbre) if isinstance(n, ast.Call) and _nom(n.func) in FONCTIONS):
            nommes = [a for argument in appel.args for a in _avis(argument)]
            nommes += [
                a for argument in appel.args if isinstance(argument, ast.Name) for a in choix.get(argument.id, [])
            ]
            for avis in nommes:
                yield avis, frozenset(_cles(appel)), f"{source.name}:{appel.lineno}"


USAGES = sorted(set(usages()), key=lambda usage: (usage[0], usage[2]))


def _params(avis: Avis, cles: frozenset[str]) -> dict[str, Valeur]:
    params = {cle: EXEMPLES[cle] for cle in cles if cle != "lignes"}
    return params | ({"lignes": LIGNES[avis]} if "lignes" in cles else {})


def en_bon_francais(texte: str) -> None:
    """Les règles que toute phrase du bot suit."""
    assert "!" not in texte, "pas de point d’exclamation"
    assert "'" not in texte, "l’apostrophe est courbe"
    assert not re.search(r" [:;?»]|« ", texte), f"espace sécable : {texte}"
    assert not re.search(r"\{|\}|None", texte)
    assert not re.search(r"\b(?:tu|ton|ta|tes|toi)\b", texte, re.IGNORECASE), "on vouvoie"
    assert not re.search(r"\b(?:veuillez|merci de|s’il vous plaît)\b", texte, re.IGNORECASE)


@pytest.mark.parametrize(("avis", "cles", "ou"), USAGES, ids=[f"{a.value}-{ou}" for a, _, ou in USAGES])
def test_chaque_avis_se_dit_avec_ce_que_le_code_lui_donne(avis: Avis, cles: frozenset[str], ou: str) -> None:
    texte = dire(avis, _params(avis, cles))
    en_bon_francais(texte)
    assert texte or avis is Avis.RIEN
    assert texte == texte.strip()


def test_aucun_avis_n_est_oublie() -> None:
    """Chaque avis est dit quelque part, et chacun sait se dire."""
    lus = {avis for avis, _, _ in USAGES}
    nommes = {Avis[nom] for source in SOURCES for nom in re.findall(r"Avis\.([A-Z_]+)", source.read_text("utf-8"))}
    assert nommes == set(Avis)
    for avis in set(Avis) - lus:
        cles = frozenset({*EXEMPLES, "lignes"} if avis in LIGNES else EXEMPLES)
        en_bon_francais(dire(avis, _params(avis, cles)))


@pytest.mark.parametrize("avis", Avis)
def test_la_reponse_a_un_appui_tient_dans_deux_cents_caracteres(avis: Avis) -> None:
    cles = frozenset({*EXEMPLES, "lignes"} if avis in LIGNES else EXEMPLES)
    assert len(repondre(avis, _params(avis, cles))) <= LONGUEUR_REPONSE


def test_les_reponses_ordinaires_tiennent_sans_etre_abregees() -> None:
    reponses = [
        (avis, cles)
        for avis, cles, ou in USAGES
        if avis not in LIGNES and {"AIDE", "BIENVENUE", "CONFIDENTIALITE"}.isdisjoint({avis.name})
    ]
    for avis, cles in reponses:
        if avis in {Avis.DEJA_PRIS, Avis.REFUS, Avis.AVIS_DEMANDE, Avis.FICHE_PERIMEE, Avis.DETAILS_BLOQUES}:
            assert not repondre(avis, _params(avis, cles)).endswith("…")


def test_un_nom_demesure_ne_deborde_pas_et_ne_coupe_pas_un_mot() -> None:
    dit = repondre(Avis.DEJA_PRIS, {"reference": "V-26-0001", "nom": "Jean " * 100})
    assert len(dit) <= LONGUEUR_REPONSE
    assert dit.endswith("Jean…")


def test_les_espaces_insecables_tiennent_ensemble_l_heure_et_la_ponctuation() -> None:
    dit = dire(Avis.PRIS, {"reference": "V-26-0001", "suite": "Appel sans délai, avant le lundi 23 novembre à 10 h 05"})
    assert dit == (
        "V-26-0001 est à vous. Première étape\u00a0: appel sans délai, avant le lundi 23 novembre à 10\u00a0h\u00a005. "
        "Je vous le rappellerai."
    )
    assert "SMS" in dire(Avis.PRIS, {"reference": "V-26-0001", "suite": "SMS le lundi 23 novembre"})


@pytest.mark.parametrize(
    ("total", "attendu"),
    [(1, ""), (2, "Et 1 autre\u00a0: précisez"), (12, "Et 11 autres\u00a0: précisez")],
)
def test_une_longue_liste_dit_ce_qu_elle_tait(total: int, attendu: str) -> None:
    dit = dire(Avis.LISTE_DOSSIERS, {"lignes": LIGNES[Avis.LISTE_DOSSIERS], "total": total})
    assert attendu in dit
    assert ("Et " in dit) is (total > 1)


def test_des_listes_vides_le_disent() -> None:
    assert dire(Avis.LISTE_DOSSIERS, {"lignes": [], "total": 0}) == "Aucun dossier en cours."
    assert "pas encore envoyé" in dire(Avis.MES_SIGNALEMENTS, {"lignes": []})
    assert "aucune pour l’instant" in dire(Avis.GROUPE_INCONNU, {"equipes": []})


def test_un_brouillon_annule_ne_dit_pas_qu_il_est_envoye() -> None:
    assert dire(Avis.DEJA_ENVOYE, {"reference": ""}) == "Ce signalement ne se modifie plus."
    assert dire(Avis.DEJA_ENVOYE, {"reference": "V-26-0001"}) == "V-26-0001\u00a0: ce signalement est déjà envoyé."


def _constantes(source: Path) -> Iterator[tuple[int, str]]:
    arbre = ast.parse(source.read_text("utf-8"))
    docs = {id(n.value) for n in ast.walk(arbre) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and id(noeud) not in docs:
            yield noeud.lineno, noeud.value


@pytest.mark.parametrize("source", sorted((RACINE / "views").glob("*.py")), ids=lambda p: p.name)
def test_aucune_phrase_des_vues_n_a_d_apostrophe_droite_ni_de_point_d_exclamation(source: Path) -> None:
    for ligne, texte in _constantes(source):
        assert not re.search(r"\w'\w", texte), f"{source.name}:{ligne}"
        assert "!" not in texte, f"{source.name}:{ligne}"
