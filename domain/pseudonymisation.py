"""Remplacer dans un message tout ce qui désigne quelqu'un, sans changer ce qu'il raconte.

Les repères annotés restent des copies exactes du texte réécrit. C'est une pseudonymisation : les faits restent, et
qui connaît la situation peut la reconnaître.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field

from domain.coordonnees import Masque, masquer_coordonnees
from domain.mots import Mot, chercher, liste, mots
from domain.noms_propres import CIVILITE_AVANT, COURANTS, a_une_capitale, noms, proche
from domain.pseudonymes import Pseudonymes, Tirage
from domain.signalement import Lieu

Passage = tuple[int, int]
"""Début et fin (exclue) d'une part du texte, en points de code."""

_ANNONCES = {
    "batiment": r"\b(?:b[âa]t\w*|bt|tour|imm\w*|bloc|pavillon|plot)\W*$",
    "escalier": r"\b(?:esc\w*|cage|entr[ée]e|hall|mont[ée]e|all[ée]e)\W*$",
    "etage": r"(?:\b(?:[ée]tage|niveau|niv|au|du|le)|,)\W*$",
    "logement": r"\b(?:porte|pte|app?\w*|logement|lo?gt|log|n[°o]|studio|chambre|ch)\W*$",
}
"""Ce qui précède un repère de lieu : « 12 » n'est un logement qu'après « porte », pas dans « 12 mois »."""
_ARTICLES = frozenset(liste("les le la l des du de d aux au residence res cite"))
_SITE_COURT = 5


@dataclass(frozen=True, slots=True)
class Identites:
    """Les noms qu'un message ne doit plus dire.

    `locataires` : le ménage, tel qu'écrit ici ou ailleurs ; `auteur` et `personnes` : l'équipe ; `passages` : d'autres
    noms propres, déjà situés ; `residence` : celle du signalement ; `residences` : tout le patrimoine ; `prenoms` et
    `courants` : les prénoms et les mots ordinaires que l'on reconnaît, pliés.
    """

    locataires: tuple[str, ...] = ()
    auteur: str = ""
    personnes: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    residence: str | None = None
    residences: tuple[str, ...] = ()
    prenoms: Collection[str] = frozenset()
    courants: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Annote:
    """Un message et ses repères, tels qu'écrits dans le texte."""

    texte: str
    lieu: Lieu = field(default_factory=Lieu)
    locataire: str | None = None


def pseudonymiser(retenu: Annote, lu: Lieu, identites: Identites, tirer: Tirage) -> Annote:
    """Le message sans ses noms, et les repères retenus qui y sont écrits ; `lu` : ceux que la lecture y avait trouvés.

    Un repère qu'une personne a donné sans qu'il soit dans le message n'est pas gardé.
    """
    texte, lus = retenu.texte, mots(retenu.texte)
    places = {r: _situer_lieu(texte, r, v, getattr(lu, r)) for r, v in asdict(retenu.lieu).items() if v}
    places["residence"] = _situer_residence(texte, lus, retenu.lieu.residence, identites.residence)
    places["locataire"] = _situer_locataire(texte, lus, retenu.locataire)
    vrais = (*identites.locataires, *identites.personnes, *identites.residences)
    pseudonymes = Pseudonymes(tirer, {m[2] for m in lus} | {m[2] for nom in vrais for m in mots(nom)})
    masques = _retenir(
        (
            *masquer_coordonnees(texte, pseudonymes),
            *_masquer_sites(texte, lus, places["residence"], identites, pseudonymes),
            *_masquer_noms(texte, lus, identites, pseudonymes),
        )
    )
    ecrit = _reecrire(texte, masques)
    copies = {repere: _copier(ecrit, place, masques) for repere, place in places.items()}
    locataire = copies.pop("locataire")
    return Annote(ecrit, Lieu(**copies), locataire)


def _situer_lieu(texte: str, repere: str, valeur: str, lue: str | None) -> Passage | None:
    """La place d'un repère : annoncée par son mot, ou, s'il a été lu dans le message, la première."""
    if repere not in _ANNONCES:
        return None
    trouves = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(valeur)}(?!\w)", texte)]
    annonces = [p for p in trouves if re.search(_ANNONCES[repere], texte[max(0, p[0] - 20) : p[0]], re.I)]
    if valeur == lue and valeur in texte:
        rang = texte.index(valeur)
        return (annonces or trouves or [(rang, rang + len(valeur))])[0]
    return annonces[0] if annonces else None


def _situer_residence(texte: str, lus: Sequence[Mot], ecrite: str | None, choisie: str | None) -> Passage | None:
    """Le nom écrit, sinon celui de la résidence choisie, avec ou sans son article."""
    for nom in (ecrite, choisie, " ".join(_coeur(choisie or ""))):
        if nom and nom in texte:
            return texte.index(nom), texte.index(nom) + len(nom)
        for passage in chercher(texte, lus, nom or ""):
            return passage
    return None


def _situer_locataire(texte: str, lus: Sequence[Mot], nom: str | None) -> Passage | None:
    if not nom:
        return None
    if nom in texte:
        return texte.index(nom), texte.index(nom) + len(nom)
    seul = " ".join(plie for _, _, plie in noms(mots(nom)))
    for debut, fin in (*chercher(texte, lus, nom), *chercher(texte, lus, seul)):
        civilite = CIVILITE_AVANT.search(texte[:debut])
        return (civilite.start() if civilite else debut), fin
    return None


def _coeur(residence: str) -> list[str]:
    """Les mots d'un nom de résidence, article et mot « résidence » exceptés."""
    plies = [plie for _, _, plie in mots(residence)]
    while len(plies) > 1 and plies[0] in _ARTICLES:
        plies = plies[1:]
    return plies


def _masquer_sites(
    texte: str, lus: Sequence[Mot], place: Passage | None, identites: Identites, pseudonymes: Pseudonymes
) -> Iterator[Masque]:
    """La résidence du signalement partout ; les autres du patrimoine, écrites avec leur capitale."""
    sien = texte[place[0] : place[1]] if place else None
    for nom in dict.fromkeys(n for n in (sien, identites.residence, *identites.residences) if n):
        coeur = " ".join(_coeur(nom))
        libre = nom in (sien, identites.residence) and (len(coeur) > _SITE_COURT or not sien or sien.islower())
        for debut, fin in chercher(texte, lus, coeur):
            if libre or texte[debut].isupper():
                yield debut, fin, pseudonymes.site(coeur, texte[debut:fin])


def _masquer_noms(texte: str, lus: Sequence[Mot], identites: Identites, pseudonymes: Pseudonymes) -> Iterator[Masque]:
    """Chaque mot d'un nom : là où le nom est écrit en entier, puis seul, partout ailleurs dans le message."""

    def masque(mot: Mot, plie: str | None = None) -> Masque:
        connu = plie or mot[2]
        return mot[0], mot[1], pseudonymes.nom(connu, texte[mot[0] : mot[1]], prenom=connu in identites.prenoms)

    entiers = [p for nom in (*identites.locataires, *identites.personnes) for p in chercher(texte, lus, nom)]
    for debut, fin in (*entiers, *identites.passages):
        yield from (masque(m) for m in noms([m for m in lus if debut <= m[0] and m[1] <= fin]))
    partout = {m[2] for nom in identites.locataires for m in noms(mots(nom)) if len(m[2]) > 2}
    ailleurs = {
        m[2]
        for nom in (texte[debut:fin] for debut, fin in identites.passages)
        for m in noms(mots(nom))
        if len(m[2]) > 2
    }
    signature = {m[2] for m in noms(mots(identites.auteur)) if len(m[2]) > 2}
    melee = not texte.isupper() and not texte.islower()
    for mot in lus:
        plie, haute = mot[2], texte[mot[0]].isupper()
        if plie in partout | signature and (haute or plie not in COURANTS):
            yield masque(mot)
        elif plie.endswith("s") and plie[:-1] in partout - COURANTS:
            yield masque(mot, plie[:-1])
        elif haute and plie in ailleurs:
            yield masque(mot)
        elif melee and haute and (ecorche := proche(plie, partout)):
            yield masque(mot, ecorche)
        elif melee and plie not in identites.courants and a_une_capitale(texte, mot, identites.prenoms):
            yield masque(mot)


def _retenir(masques: Iterable[Masque]) -> list[Masque]:
    """Les masques qui ne se recouvrent pas, les premiers donnés d'abord, dans l'ordre du texte."""
    gardes: list[Masque] = []
    for masque in masques:
        if all(masque[1] <= debut or fin <= masque[0] for debut, fin, _ in gardes):
            gardes.append(masque)
    return sorted(gardes)


def _reecrire(texte: str, masques: Sequence[Masque]) -> str:
    morceaux, fait = [], 0
    for debut, fin, nouveau in masques:
        morceaux += [texte[fait:debut], nouveau]
        fait = fin
    return "".join((*morceaux, texte[fait:]))


def _copier(ecrit: str, place: Passage | None, masques: Sequence[Masque]) -> str | None:
    """Le repère tel que le texte réécrit le dit ; rien s'il est pris dans plus grand que lui (une adresse)."""
    if place is None:
        return None
    debut, fin = place
    avant = sum(len(n) - (b - a) for a, b, n in masques if b <= debut)
    dedans = [m for m in masques if m[0] < fin and debut < m[1]]
    if any(a < debut or fin < b for a, b, _ in dedans):
        return None
    return ecrit[debut + avant : fin + avant + sum(len(n) - (b - a) for a, b, n in dedans)]
