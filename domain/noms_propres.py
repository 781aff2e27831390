"""Ce qui, dans un nom de ménage, désigne quelqu'un : ni la civilité, ni la particule, ni « le père »."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher

from domain.mots import Mot, liste

_CIVILITES = frozenset(
    liste(
        "m mr mrs mm monsieur msieur messieurs mme mmes madame mesdames mlle melle mlles mademoiselle me maitre dr "
        "docteur famille familles menage couple epoux epouse consorts fratrie veuve veuf mamie mamy papi papy tonton "
        "tata dame locataire les le la l un une et ou de du des d feu"
    )
)
QUALIFS = frozenset(
    liste(
        "pere mere fils fille frere freres soeur soeurs mari femme cousin cousine oncle tante neveu niece enfants "
        "jumeaux vieux vieille vieil jeune jeunes petit petite petits grand grande gros grosse pauvre brave ancien "
        "ancienne voisin voisine gardien gardienne leur son sa ses notre votre mon ma dit dite nee ne"
    )
)
"""Ces mots qualifient un nom, sauf en dernier, où ils sont le nom (« Mme Petit »)."""
COURANTS = QUALIFS | frozenset(
    liste(
        "blanc noir roux brun roi chef bon bonne page pont mur leger fort court long riviere fontaine berger boucher "
        "marchand garde facteur maire clerc ami carton chat mai avril noel rose claire prudent constant"
    )
)
"""Des noms de famille qui sont aussi des mots : sans capitale, ailleurs dans le message, ils restent des mots."""
_PARTICULES = frozenset(liste("da dos das del della di van von der den el al ben bin bou abd"))
CIVILITE_AVANT = re.compile(
    r"(?<!\w)(?:m\.?|mrs?\.?|mm\.?|monsieur|mmes?\.?|madame|mlles?\.?|mademoiselle|(?:la\s+)?famille|les)\s+$", re.I
)
_GARDES = frozenset(
    liste(
        "noel toussaint paques ascension pentecote assomption chandeleur ramadan france dieu messie nord sud est ouest "
        "croix rouge secours catholique populaire banque action restos emmaus relais pole emploi secu securite sociale "
        "departement prefecture etat conseil mairie tribunal police republique alzheimer parkinson diogene covid "
        "enedis linky engie internet facebook whatsapp il elle on nous vous une non oui papa maman bat esc"
    )
)
"""Fêtes, institutions, maladies, points cardinaux : leur capitale ne désigne personne."""
_FINS = ".!?:;\n…»•–"
_RESSEMBLANCE = 0.85
_NOM_LONG = 5


def noms(lus: Sequence[Mot]) -> list[Mot]:
    """Les mots d'un nom qui désignent quelqu'un : ni civilité, ni particule, ni « le père », ni chiffre."""
    gardes = [m for m in lus if m[2] not in _CIVILITES and m[2].isalpha()]
    return [m for m in gardes if m is gardes[-1] or m[2] not in QUALIFS | _PARTICULES]


def a_une_capitale(texte: str, mot: Mot, prenoms: Collection[str]) -> bool:
    """Vrai si ce mot a la capitale d'un nom propre : prénom connu, ou mot au milieu d'une phrase ; pas un sigle."""
    debut, fin, plie = mot
    ecrit = texte[debut:fin]
    if not ecrit[0].isupper() or ecrit.isupper() or plie in _GARDES or plie in _CIVILITES | COURANTS | _PARTICULES:
        return False
    avant = texte[:debut].rstrip(" «\"“'’(-")
    return plie in prenoms or (bool(avant) and avant[-1] not in _FINS)


def proche(plie: str, connus: Iterable[str]) -> str | None:
    """Le nom que ce mot semble écorcher : « Duppont » pour « Dupont »."""
    voisins = [n for n in sorted(connus) if min(len(plie), len(n)) >= _NOM_LONG and plie[0] == n[0]]
    return next((n for n in voisins if SequenceMatcher(None, plie, n).ratio() >= _RESSEMBLANCE), None)
