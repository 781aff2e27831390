"""La page de démonstration dans un vrai navigateur : on écrit, on appuie, et l'autre téléphone change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.demo import staged
from tests.bot.navigateur import CHROMIUM, Navigateur, naviguer
from tests.bot.scene import IMPAYES

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium absent : la page n'est pas essayée")

GARDIENNE, PARTENAIRE, CHARGEE, GROUPE = range(4)


@pytest.fixture(autouse=True)
def _environnement(monkeypatch: pytest.MonkeyPatch) -> None:
    """La démonstration écrit ses réglages dans l'environnement : ils n'en sortent pas."""
    monkeypatch.setattr(os, "environ", dict(os.environ))


async def ecrire(page: Navigateur, telephone: int, texte: str) -> None:
    await page.evaluer(
        f"""(() => {{
            const phone = document.getElementById('phone-{telephone}');
            const box = phone.querySelector('textarea');
            box.value = {texte!r};
            box.dispatchEvent(new Event('input', {{bubbles: true}}));
            phone.querySelector('.composer').requestSubmit();
        }})()"""
    )


def lu(telephone: int) -> str:
    return f"document.getElementById('phone-{telephone}').querySelector('.log').innerText.replace(/\\u00a0/g, ' ')"


def bouton(telephone: int, nom: str) -> str:
    return (
        f"[...document.querySelectorAll('#phone-{telephone} .log button')]"
        f".filter(b => b.innerText.includes({nom!r})).at(-1)"
    )


async def appuyer(page: Navigateur, telephone: int, nom: str) -> None:
    await page.attendre(f"!!{bouton(telephone, nom)}")
    await page.evaluer(f"{bouton(telephone, nom)}.click()")


async def test_le_parcours_se_joue_dans_la_page(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage, naviguer(tmp_path / "profil") as page:
        await page.ouvrir(stage.sim.url, 1440, 900)
        await page.attendre(f"{lu(GARDIENNE)}.includes('bienvenue')")
        assert await page.evaluer("document.querySelectorAll('.phone').length") == 4
        await ecrire(page, GARDIENNE, IMPAYES)
        await page.attendre(f"{lu(GARDIENNE)}.includes('Impayés')")
        await appuyer(page, GARDIENNE, "Les Fauvettes")
        await appuyer(page, GARDIENNE, "Envoyer")
        await page.attendre(f"{lu(GROUPE)}.includes('V-26-0001')")
        assert "dupont" not in (await page.evaluer(lu(GROUPE))).casefold()
        await appuyer(page, GROUPE, "Je prends en charge")
        await page.attendre(f"{lu(GROUPE)}.includes('Pris en charge par Solène Kerbrat')")
        await appuyer(page, GROUPE, "Détails")
        await page.attendre(f"{lu(CHARGEE)}.includes('mr dupont')")
        avant = await page.evaluer("document.getElementById('now').innerText")
        await page.evaluer("document.querySelector('[data-move=morning]').click()")
        await page.attendre(f"document.getElementById('now').innerText !== {avant!r}")
        await page.photographier(tmp_path / "grand.png")
        await page.taille(390, 844)
        large = await page.evaluer("[document.documentElement.scrollWidth, window.innerWidth]")
        assert large[0] <= large[1], "rien ne déborde sur un téléphone"
        visibles = "[...document.querySelectorAll('.phone')].filter(p => p.offsetParent !== null).length"
        assert await page.evaluer(visibles) == 1, "un seul téléphone à la fois sur un petit écran"
        await page.photographier(tmp_path / "petit.png")
