"""Le tableau des réglages du README est celui du programme."""

from __future__ import annotations

from pydantic.fields import FieldInfo

from bot.container import DISPOSITIF_PAR_DEFAUT
from bot.settings import Settings
from tests.docs.pages import PAGES, codes, lignes_de_tableau, lire, nom

PREFIXE = Settings.model_config["env_prefix"]


def _tableau() -> dict[str, str]:
    lignes = lignes_de_tableau(lire("README.md"))
    return {ligne[0].strip("`"): ligne[1].strip("`") for ligne in lignes if ligne[0].startswith(f"`{PREFIXE}")}


def _ecrit(reglage: str, champ: FieldInfo) -> str:
    """Le défaut tel qu'on le lit : le dispositif a le sien dans le câblage."""
    if reglage == "dispositif":
        return DISPOSITIF_PAR_DEFAUT
    if champ.default is None:
        return "aucun"
    if isinstance(champ.default, tuple):
        return ",".join(champ.default)
    return str(champ.default).lower() if isinstance(champ.default, bool) else str(champ.default)


def test_tous_les_reglages_et_eux_seuls_sont_dits() -> None:
    assert set(_tableau()) == {f"{PREFIXE}{reglage.upper()}" for reglage in Settings.model_fields}


def test_chaque_defaut_est_le_bon() -> None:
    attendus = {f"{PREFIXE}{r.upper()}": _ecrit(r, champ) for r, champ in Settings.model_fields.items()}
    assert _tableau() == attendus


def test_aucune_page_ne_cite_un_reglage_qui_n_existe_pas() -> None:
    connus = {f"{PREFIXE}{reglage.upper()}" for reglage in Settings.model_fields}
    for page in PAGES:
        for code in codes(page.read_text(encoding="utf-8")):
            reglage = code.partition("=")[0]
            if reglage.startswith(PREFIXE) and reglage.isupper() and "…" not in reglage:
                assert reglage in connus, f"{nom(page)} : {reglage}"
