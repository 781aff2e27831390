"""Les règles de la maison que ni le typage ni les contrats d'import ne tiennent."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
PAQUETS = (
    "bot", "handlers", "views", "domain", "usecases", "nlp", "storage", "scheduler", "reports", "dispositifs",
    "simulator",
)  # fmt: skip

LIGNES_MAX = 300
LIGNES_PERMISES = {"storage/tables.py", "storage/dossiers.py", "storage/signalements.py", "storage/personnes.py"}
"""Une table par objet, un dépôt par table : ceux-là dépassent un peu, et se lisent de haut en bas."""


def modules(*paquets: str) -> list[Path]:
    """Les modules de ces paquets, migrations exceptées."""
    trouves = [f for paquet in paquets or PAQUETS for f in sorted((RACINE / paquet).rglob("*.py"))]
    return [fichier for fichier in trouves if "versions" not in fichier.parts]


def nom(fichier: Path) -> str:
    return fichier.relative_to(RACINE).as_posix()


def arbre(fichier: Path) -> ast.Module:
    return ast.parse(fichier.read_text(encoding="utf-8"))


def phrases(fichier: Path) -> Iterator[tuple[int, str]]:
    """Les textes écrits dans un module, docstrings exceptées."""
    module = arbre(fichier)
    commentaires = {
        noeud.value
        for porteur in ast.walk(module)
        if isinstance(porteur, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for noeud in porteur.body
        if isinstance(noeud, ast.Expr) and isinstance(noeud.value, ast.Constant)
    }
    for noeud in ast.walk(module):
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and noeud not in commentaires:
            yield noeud.lineno, noeud.value


ENVOIS = re.compile(
    r"^(send|edit|delete|forward|copy|pin|unpin|reply|answer_|set_|leave|ban|kick|promote|restrict|stop_|create_)"
)


@pytest.mark.parametrize("fichier", modules("handlers"), ids=nom)
def test_un_parcours_ne_fait_que_repondre_a_l_appui(fichier: Path) -> None:
    for noeud in ast.walk(arbre(fichier)):
        if not isinstance(noeud, ast.Call) or not isinstance(noeud.func, ast.Attribute):
            continue
        appel = ast.unparse(noeud.func)
        assert not ENVOIS.match(noeud.func.attr), f"{nom(fichier)}:{noeud.lineno} envoie par {appel}"
        if noeud.func.attr == "answer":
            assert appel == "callback.answer", f"{nom(fichier)}:{noeud.lineno} répond par {appel}"


def test_la_seule_reponse_a_un_appui_est_dans_handlers_reponse() -> None:
    repond = [nom(f) for f in modules("handlers") if "callback.answer(" in f.read_text(encoding="utf-8")]
    assert repond == ["handlers/reponse.py"]


HORLOGES = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime",
}  # fmt: skip


@pytest.mark.parametrize("fichier", [f for f in modules() if nom(f) != "bot/clock.py"], ids=nom)
def test_une_seule_vraie_horloge(fichier: Path) -> None:
    """Le simulateur, qui joue Telegram, a la sienne quand on ne lui en donne pas."""
    if nom(fichier) == "simulator/facade.py":
        return
    for noeud in ast.walk(arbre(fichier)):
        if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Attribute):
            appel = ast.unparse(noeud.func)
            assert not any(appel == h or appel.endswith(f".{h}") for h in HORLOGES), (
                f"{nom(fichier)}:{noeud.lineno} lit l'heure par {appel}"
            )


@pytest.mark.parametrize("fichier", modules(), ids=nom)
def test_un_module_tient_dans_la_tete(fichier: Path) -> None:
    lignes = len(fichier.read_text(encoding="utf-8").splitlines())
    limite = 400 if nom(fichier) in LIGNES_PERMISES else LIGNES_MAX
    assert lignes <= limite, f"{nom(fichier)} a {lignes} lignes"


@pytest.mark.parametrize("fichier", modules("views"), ids=nom)
def test_les_phrases_montrees_sont_sobres_et_bien_ecrites(fichier: Path) -> None:
    for ligne, texte in phrases(fichier):
        if " " not in texte.strip():
            continue
        assert "!" not in texte, f"{nom(fichier)}:{ligne} s'exclame : {texte}"
        assert not re.search(r"\w'\w", texte), f"{nom(fichier)}:{ligne} a une apostrophe droite : {texte}"
        assert "..." not in texte, f"{nom(fichier)}:{ligne} : des points de suspension s'écrivent « … »"


@pytest.mark.parametrize("fichier", modules("handlers"), ids=nom)
def test_aucune_phrase_n_est_ecrite_dans_un_parcours(fichier: Path) -> None:
    for ligne, texte in phrases(fichier):
        assert " " not in texte or texte.startswith("appui sans réponse"), f"{nom(fichier)}:{ligne} : {texte}"


def test_chaque_avis_a_sa_phrase() -> None:
    from domain.vues import Avis
    from views import avis

    ecrits = set(avis._PHRASES) | set(avis._COMPOSES)
    assert ecrits == set(Avis)
    assert not set(avis._PHRASES) & set(avis._COMPOSES)


@pytest.mark.parametrize("fichier", modules(), ids=nom)
def test_aucune_panne_n_est_avalee(fichier: Path) -> None:
    for noeud in ast.walk(arbre(fichier)):
        if isinstance(noeud, ast.ExceptHandler):
            large = noeud.type is None or ast.unparse(noeud.type) in {"Exception", "BaseException"}
            seul = all(isinstance(instruction, ast.Pass) for instruction in noeud.body)
            assert not (large and seul), f"{nom(fichier)}:{noeud.lineno} avale une panne"


@pytest.mark.parametrize("fichier", [f for f in modules() if nom(f) != "nlp/reperes/noms.py"], ids=nom)
def test_rien_ne_se_passe_a_l_import(fichier: Path) -> None:
    """Ni lecture de fichier, ni réseau, ni boucle au niveau du module ; `noms` lit la liste de mots livrée avec lui."""
    for noeud in arbre(fichier).body:
        if isinstance(noeud, ast.Expr | ast.Assign | ast.AnnAssign) and nom(fichier) != "bot/__main__.py":
            for appel in [n for n in ast.walk(noeud) if isinstance(n, ast.Call)]:
                dit = ast.unparse(appel.func)
                assert not re.search(r"(^open$|read_text|read_bytes|urlopen|asyncio\.run|\.connect$)", dit), (
                    f"{nom(fichier)}:{noeud.lineno} : {dit} à l'import"
                )
