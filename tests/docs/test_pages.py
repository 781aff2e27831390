"""Les pages tiennent debout : liens, fichiers cités, ton, rien de la machine où elles ont été écrites."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import NOTES, PAGES, RACINE, blocs, codes, lire, nom, prose

_LIEN = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CHEMIN = re.compile(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|toml|md|typ|txt)")
_ABSOLU = re.compile(r"(?<![\w.:/…])/[a-z][\w.-]*(?:/[\w.-]+)+")
_ADRESSE = re.compile(r"https?://([^/\s`»)]+)")

DOSSIERS_PERMIS = ("/etc/systemd/", "/opt/vigie")
HOTES_PERMIS = re.compile(r"(127\.0\.0\.1|localhost)(:\d+)?|t\.me|api\.telegram\.org|[\w.-]+\.example\.org")
AILLEURS = (".env", "data/", "secret.keys", "mon-profil.toml", "Europe/")
"""Ce que l'usage crée, ou qui n'est pas un fichier."""

TELEPHONES = ("guide-gardien.md", "guide-charge.md", "guide-responsable.md")

documentation = pytest.mark.parametrize("page", PAGES, ids=nom)
toutes = pytest.mark.parametrize("page", [*PAGES, *NOTES], ids=nom)


@toutes
def test_les_liens_menent_quelque_part(page: Path) -> None:
    for lien in _LIEN.findall(page.read_text(encoding="utf-8")):
        if not lien.startswith(("http", "#")):
            assert (page.parent / lien.partition("#")[0]).exists(), lien


@documentation
def test_les_fichiers_cites_existent(page: Path) -> None:
    for code in codes(page.read_text(encoding="utf-8")):
        if _CHEMIN.fullmatch(code) and not code.startswith(AILLEURS):
            assert (RACINE / code).exists() or (page.parent / code).exists(), code


@documentation
def test_le_ton_reste_pose(page: Path) -> None:
    assert "!" not in prose(page.read_text(encoding="utf-8"))


@documentation
def test_l_apostrophe_et_les_guillemets_sont_francais(page: Path) -> None:
    assert '"' not in prose(page.read_text(encoding="utf-8"))


@toutes
def test_rien_ne_parle_d_une_machine(page: Path) -> None:
    texte = page.read_text(encoding="utf-8")
    for chemin in _ABSOLU.findall(texte):
        assert chemin.startswith(DOSSIERS_PERMIS), chemin
    for hote in _ADRESSE.findall(texte):
        assert HOTES_PERMIS.fullmatch(hote), hote


@pytest.mark.parametrize("page", [p for p in PAGES if p.name in TELEPHONES], ids=nom)
def test_les_boutons_montres_existent(page: Path) -> None:
    """Les dessins de téléphone ne montrent que des boutons que le robot ou l'exemple connaissent."""
    sources = [*(RACINE / "views").glob("*.py"), *(RACINE / "domain").glob("*.py"), *RACINE.glob("docs/exemples/*.csv")]
    connus = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    for bouton in re.findall(r"\[([^\]\n]+)\]", blocs(page.read_text(encoding="utf-8"))):
        assert bouton.removeprefix("✅ ").removesuffix(" ?") in connus, bouton


def test_chaque_decision_est_dans_la_table_et_dit_l_essentiel() -> None:
    decisions = sorted((RACINE / "docs/adr").glob("[0-9]*.md"))
    table = lire("docs/adr/README.md")
    for rang, decision in enumerate(decisions, 1):
        texte = decision.read_text(encoding="utf-8")
        assert decision.name.startswith(f"{rang:04d}-")
        assert f"({decision.name})" in table
        assert re.search(r"^\d{1,2} \w+ 20\d\d\. ", texte, re.M), decision.name
        for titre in ("## Contexte", "## Décision", "## Conséquences"):
            assert titre in texte, f"{decision.name} : {titre}"


def test_chaque_dependance_est_justifiee() -> None:
    import tomllib

    projet = tomllib.loads(lire("pyproject.toml"))["project"]
    demandees = [*projet["dependencies"], *projet["optional-dependencies"]["dev"]]
    dites = lire("docs/adr/0006-dependances.md").casefold()
    for demandee in demandees:
        paquet = re.split(r"[\[<>=,;]", demandee)[0].casefold()
        assert re.search(rf"(?<![\w-]){re.escape(paquet)}(?![\w-])", dites), paquet
