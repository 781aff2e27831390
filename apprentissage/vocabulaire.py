"""Quels morceaux garder : ceux qu'emploient les mots français courants, le corpus, et tout caractère isolé utile."""

from __future__ import annotations

from collections.abc import Iterable

from apprentissage.base import Base, decoupage
from nlp.appris.decoupage import Decoupeur

MOTS_COURANTS = 60_000
"""Nombre de mots français, des plus fréquents, dont on garde les morceaux."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæñáíóúãõ"
_SIGNES = "0123456789.,;:!?…'’\"«»()[]-–—/+*&@#%€$°ºª²_=<>|~^`\\{}"


def morceaux_utiles(base: Base, textes: Iterable[str]) -> list[int]:
    """Numéros des morceaux à garder, pour ces textes et le français courant (fréquences de `wordfreq`)."""
    from wordfreq import top_n_list

    decoupeur = Decoupeur(decoupage(base.morceaux))
    numeros: set[int] = set()
    mots = top_n_list("fr", MOTS_COURANTS)
    formes = [f for mot in mots for f in (mot, mot.capitalize())]
    for texte in (*formes, *textes):
        numeros.update(decoupeur.decouper(texte).numeros)
    seuls = set(_ALPHABET + _ALPHABET.upper() + _SIGNES + "▁")
    for rang, (morceau, _) in enumerate(base.morceaux):
        if morceau in seuls or (morceau[:1] == "▁" and morceau[1:] in seuls) or _emoji(morceau):
            numeros.add(rang)
    return sorted(numeros)


def _emoji(morceau: str) -> bool:
    nu = morceau.removeprefix("▁")
    return len(nu) == 1 and ord(nu) >= 0x1F300
