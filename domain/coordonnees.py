"""Ce qui désigne quelqu'un sans dire son nom : téléphone, courriel, compte, date de naissance, adresse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from re import Match

from domain.pseudonymes import Pseudonymes
from domain.texte import plier

Masque = tuple[int, int, str]
"""Un passage (début, fin exclue) et ce qui le remplace."""

_COURRIEL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(r"(?<![\w+])(?:(?:\+|00)\s?33[\s.-]?(?:\(0\)\s?)?[1-9]|0[1-9])(?:[\s./_-]{0,2}\d{2}){4}(?!\d)")
_COMPTE = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){3,7}(?:[ -]?[A-Za-z0-9]{1,3})?\b")
_COMPTE_CHIFFRES = 12
_SECU = re.compile(r"\b[12][ .]?\d{2}[ .]?\d{2}[ .]?\d[\dABab][ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?\b")
_PLAQUE = re.compile(r"\b[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}\b")
_LONG = re.compile(r"(?<![\d.,])\d{6,}(?![\d.,]\d)")
_FICTION = "0639980000"
"""Un numéro que l'autorité des télécoms réserve à la fiction."""

_MOIS = (
    "janv(?:ier)?|f[ée]v(?:rier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[ûu]t|sept(?:embre)?|oct(?:obre)?"
    "|nov(?:embre)?|d[ée]c(?:embre)?"
)
_JOUR = (
    r"(?:\d{1,2}[ /.-]\d{1,2}[ /.-](?P<an>(?:19|20)?\d{2})"
    rf"|\d{{1,2}}(?:er)?\s+(?:{_MOIS})\.?\s+(?P<ans>(?:19|20)?\d{{2}}))"
)
_NAISSANCE = re.compile(
    r"\b(?:n[ée]e?s?(?:\(e\))?|naissance|ddn|d\.d\.n\.?)\s*:?\s*(?:le\s+|du\s+|en\s+)?"
    rf"(?P<date>{_JOUR}|(?:19|20)\d{{2}})(?!\d)",
    re.I,
)
_DATE = re.compile(rf"(?<!\d)(?P<date>{_JOUR})(?!\d)", re.I)
_ENFANCE = 2016
"""Une date complète d'avant cette année est tenue pour une date de naissance : un fait signalé est récent."""

_MAJ = r"[A-ZÀ-Ý]"
_CLAIRES = r"rue|avenue|boulevard|bd|bld|faubourg"
_PROBABLES = r"impasse|chemin|all[ée]e|quai|square|place|esplanade|ruelle"
_DOUTEUSES = r"av\.?|ave|route|rte|sente|villa|promenade"
_DU = r"(?:(?:de\s+la\s|de\s+l['’]|du\s|des\s)\s*)"
_PARTICULE = rf"(?:{_DU}|(?:(?:de|la|le|les)\s|[dl]['’])\s*)"
_CAPITALE = rf"(?!(?:M|Mr|Mme|Mlle|Monsieur|Madame|MM|Mmes|PMR|GIG|GIC)(?:\W|$)){_MAJ}[\w'’-]*"
_SUITE = rf"(?:[ -](?:(?:de\s+la|de|du|des|la|le|les|et|l['’]|d['’])\s*)?{_MAJ}[\w'’-]*)*"
_PAS_LA_VOIE = r"(?:b[âa]t|esc|app|porte|pte|log|lgt|hall|entr|cage|tour|elle|avec|pour|dans|qui|chez|c['’])\w*"
_BASSE = rf"(?:\s(?!{_PAS_LA_VOIE})[a-zà-ÿ]{{3,}}\b)?"
_VILLE = rf"(?:,?\s*\d{{5}}(?:\s+{_MAJ}[\w'’-]+(?:[ -]{_MAJ}[\w'’-]+)*)?)?"
_NUMERO = r"\b\d{1,4}(?:\s*(?:bis|ter|quater|[A-Da-d])\b)?\s*,?\s*"
_ADRESSES = (
    re.compile(
        rf"(?P<n>{_NUMERO})(?:(?i:{_CLAIRES})\s+(?:(?i:{_PARTICULE})[^\W\d_][\w'’-]*|[^\W\d_][\w'’-]*{_BASSE})"
        rf"|(?i:{_PROBABLES})\s+(?i:{_DU})?(?!(?i:de\b|parking|libre|assise))[^\W\d_][\w'’-]{{3,}}"
        rf"|(?i:{_DOUTEUSES}|{_PROBABLES}|passage|cours)\s+(?i:{_PARTICULE})?{_CAPITALE}){_SUITE}{_VILLE}"
    ),
    re.compile(
        rf"\b(?P<n>)(?:(?i:{_CLAIRES})\s+(?:(?i:{_PARTICULE})[^\W\d_][\w'’-]+|{_CAPITALE})"
        rf"|(?i:{_DOUTEUSES}|{_PROBABLES})\s+(?i:{_PARTICULE})?{_CAPITALE}){_SUITE}{_VILLE}"
    ),
)
_A_LA_RUE = re.compile(r"\b(?:[àa]\s+la|dans\s+la|en\s+pleine|c[ôo]t[ée])\s+$", re.I)
"""« À la rue » dit un ménage sans toit, pas une adresse."""


def masquer_coordonnees(texte: str, pseudonymes: Pseudonymes) -> Iterator[Masque]:
    """Chaque coordonnée du texte, avec ce qui la remplace ; deux masques peuvent se recouvrir, le premier l'emporte."""
    for trouve in _COURRIEL.finditer(texte):
        yield *trouve.span(), "adresse@exemple.fr"
    for trouve in _COMPTE.finditer(texte):
        if sum(c.isdigit() for c in trouve.group()) >= _COMPTE_CHIFFRES:
            yield *trouve.span(), _chiffres(trouve.group(), "0")
    for trouve in _TELEPHONE.finditer(texte):
        yield *trouve.span(), _telephone(trouve.group())
    for trouve in chain.from_iterable(forme.finditer(texte) for forme in (_SECU, _PLAQUE, _LONG)):
        yield *trouve.span(), _chiffres(trouve.group(), "0")
    for trouve in (*_NAISSANCE.finditer(texte), *filter(_ancienne, _DATE.finditer(texte))):
        yield *trouve.span("date"), _naissance(trouve.group("date"))
    for trouve in chain.from_iterable(forme.finditer(texte) for forme in _ADRESSES):
        if trouve.group("n") or not _A_LA_RUE.search(texte[: trouve.start()]):
            yield *trouve.span(), _adresse(trouve, pseudonymes)


def _chiffres(modele: str, chiffres: str) -> str:
    """`modele` où chaque chiffre devient le suivant de `chiffres`, que l'on répète."""
    rangs = iter(range(len(modele)))
    return "".join(chiffres[next(rangs) % len(chiffres)] if c.isdigit() else c for c in modele)


def _telephone(ecrit: str) -> str:
    """Le numéro de la fiction, écrit de la même façon ; l'indicatif du pays remplace le zéro."""
    chiffres = "".join(c for c in ecrit if c.isdigit())
    return _chiffres(ecrit, chiffres[: len(chiffres) - 9] + _FICTION[1:])


def _ancienne(date: Match[str]) -> bool:
    annee = date.group("an") or date.group("ans")
    return len(annee) == 4 and int(annee) < _ENFANCE


def _naissance(ecrite: str) -> str:
    """Le premier janvier 1950, écrit de la même façon."""
    if any(c.isalpha() for c in ecrite):
        return "1er janvier 1950"
    if ecrite.isdigit():
        return "1950"
    jour, mois, annee = re.findall(r"\d+", ecrite)
    return _chiffres(ecrite, "01"[-len(jour) :] + "01"[-len(mois) :] + "1950"[-len(annee) :])


def _adresse(trouve: Match[str], pseudonymes: Pseudonymes) -> str:
    ecrite = trouve.group()
    plie = plier(ecrite)
    voie = pseudonymes.voie(plie, ecrite)
    return f"{pseudonymes.numero(plie)} {voie}" if trouve.group("n") else voie
