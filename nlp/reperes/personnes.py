"""Qui est le ménage signalé ? Les noms du message, moins l'auteur, les voisins et les professionnels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.reperes.noms import PRENOMS, Casse, lire_nom
from nlp.texte import replier

_CIVILITE = (
    r"(?:m\.|mr\.?|mrs\.?|mm\.|monsieur|msieur|mme\.?|mmes|madame|mlle\.?|melle|mademoiselle|mamie|papi|papy|mamy)"
)
_COUPLE = re.compile(rf"\b({_CIVILITE}|m)\s+(?:et|ou|&)\s+({_CIVILITE}|m)(?=\s)", re.I)
_CIVILE = re.compile(rf"(?<![\w'’])(?:{_CIVILITE}|M)(?:(?=\s)|(?<=\.))", re.I)
_FAMILLE = re.compile(r"\b(?:familles?|m[ée]nage|couple|[ée]poux|consorts|fratrie)\b", re.I)
_LES = re.compile(r"\b(?:les|Les|LES)(?=\s)")
_TITRE_NU = re.compile(
    r"\b(?:dossier|locataires?|loc|titulaire|concerne|concernant|occupante?|signalement|objet|situation"
    r"|chez|jeune|nomm[ée]e?|dame|dénommée?)\s*:?(?=\s)",
    re.I,
)
_AUTEUR_AVANT = re.compile(
    r"(?:\bje suis|\bmoi c ?['’]? ?est|\bici|^\W*c ?['’]? ?est|\bbonjour,? c ?['’]? ?est|\bcordialement\W*"
    r"|\bsign[ée]\W*|\bbien [àa] vous\W*|\bbonjour|\bbonsoir|\bmerci|\bcher|\bch[èe]re|\bsalut|\bbjr"
    r"|\bde la part d[e'’]"
    r"|\bmerci d[e'’] rappeler|\brappeler|\bvoir avec|\bsalutations\W*)\s*$",
    re.I,
)
_METIERS = (
    r"gardien(?:ne)?|coll[èe]gues?|assistante? sociale?|conseill[èe]re?|infirmi[èe]re?|responsable|directeur|directrice"
    r"|m[ée]decin|technicien(?:ne)?|agent|huissier|curat(?:eur|rice)|tut(?:eur|rice)|[ée]ducat(?:eur|rice)|cesf"
)
_TIERS_AVANT = re.compile(
    rf"\b(?:vois(?:in|ine)s?|{_METIERS}|plombier|docteur|dr|ma[îi]tre|me|facteur|chef|d['’ ]apr[èe]s|selon|amie?"
    r"|s(?:oe|œ)ur|fr[èe]re|oncle|tante|cousine?|neveu|ni[èe]ce|chef d['’ ]agence|juge|voisine? de palier"
    r"|ancien(?:ne)? locataire|pas)"
    r"\s*,?\s*(?:de\s+|la\s+|le\s+|c ?['’]? ?est\s+)?$",
    re.I,
)
_TIERS_APRES = re.compile(
    r"^\s*[,(\-]?\s*(?:(?:la|sa|une|un|le|son|notre|votre|mon|ma)\s+)?"
    rf"(?:vois(?:in|ine)\b|(?:{_METIERS})\b|ccas\b|travailleu(?:r|se) social|charg[ée]e?\b|commissaire de justice"
    r"|mandataire|avocate?)",
    re.I,
)
_PLAINTE_APRES = re.compile(
    r"^(?:\s+(?:du|au|de la|de l['’ ])\s*\S+(?:\s+[ée]tage)?)?\s*,?\s+"
    r"(?:(?:qui|habite|est venue?|a appel[ée] pour|vient de)\s+)*"
    r"(?:se plain|me signal|nous signal|signale|d[ée]nonce|entend|a entendu|a vu\b|nous alerte|m alerte|est venue? me"
    r"|a port[ée] plainte contre|m['’ ]?\s?(?:a )?(?:dit|signal|inform|appel|alert|pr[ée]v|[ée]crit) ?(?:[ée]e?)?\s*"
    r"(?:que|qu|pour|du|des))",
    re.I,
)
_CAPITALE = re.compile(r"[A-ZÀ-Ý]")
_RESIDENCE_AVANT = re.compile(r"(?:r[ée]s(?:idence)?\.?|cit[ée]|foyer|quartier|immeuble|[àa])\s*:?\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Personnes:
    """`locataire` : le ménage signalé tel qu'écrit ; `noms` : positions de tous les noms, civilité exclue."""

    locataire: str | None
    noms: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Candidat:
    debut: int
    nom: int
    fin: int


def trouver_personnes(texte: str, residence: str | None = None) -> Personnes:
    """Lit les noms d'un message ; « Les Mirabelles », nom de la résidence, n'est pas une famille."""
    casse = Casse.lire(texte)
    candidats: list[_Candidat] = []
    for candidat in sorted(_candidats(texte, casse), key=lambda c: (c.debut, -c.fin)):
        if texte[candidat.debut : candidat.fin] != residence and all(candidat.debut >= c.fin for c in candidats):
            candidats.append(candidat)
    noms = tuple((c.nom, c.fin) for c in candidats)
    menage = [c for c in candidats if not _est_un_tiers(texte, c)]
    libres = [c for c in menage if not _PLAINTE_APRES.match(texte[c.fin :])] if len(menage) > 1 else menage
    elu = (libres or menage)[0] if menage else None
    return Personnes(texte[elu.debut : elu.fin] if elu else None, noms)


def _candidats(texte: str, casse: Casse) -> Iterator[_Candidat]:
    for couple in _COUPLE.finditer(texte):
        fin = lire_nom(texte, couple.end(), casse, majuscule=casse.fiable and couple.group()[0].isupper())
        if fin:
            yield _Candidat(couple.start(), couple.end(), fin)
    for civil in _CIVILE.finditer(texte):
        if replier(civil.group()) == "m" and not _CAPITALE.match(texte[civil.end() :].lstrip()[:1]):
            continue
        strict = casse.fiable and civil.group()[0].isupper()
        fin = lire_nom(texte, civil.end(), casse, majuscule=strict)
        if fin:
            yield _Candidat(civil.start(), civil.end(), fin)
    yield from _familles(texte, casse)
    yield from _sans_civilite(texte, casse)


def _familles(texte: str, casse: Casse) -> Iterator[_Candidat]:
    for famille in _FAMILLE.finditer(texte):
        fin = lire_nom(texte, famille.end(), casse, majuscule=casse.fiable)
        if fin:
            yield _Candidat(famille.start(), famille.end(), fin)
    for les in _LES.finditer(texte):
        chez = texte[: les.start()].lower().rstrip().endswith("chez")
        if not casse.fiable and not chez:
            continue
        fin = lire_nom(texte, les.end(), casse, majuscule=casse.fiable)
        if fin and (chez or casse.fiable) and not _RESIDENCE_AVANT.search(texte[: les.start()]):
            yield _Candidat(les.start(), les.end(), fin)


def _sans_civilite(texte: str, casse: Casse) -> Iterator[_Candidat]:
    """« dossier Pons », « chez jerome », « locataire : DUPONT » : initiale haute, ou prénom connu."""
    for titre in _TITRE_NU.finditer(texte):
        fin = lire_nom(texte, titre.end(), casse, majuscule=casse.fiable)
        if not fin:
            continue
        debut = titre.end() + len(texte[titre.end() : fin]) - len(texte[titre.end() : fin].lstrip())
        premier = re.split(r"[\s'’]", texte[debut:fin])[0]
        if re.match(_CIVILITE + r"$|m$|les$", premier, re.I):
            continue
        if (casse.fiable and premier[0].isupper()) or replier(premier) in PRENOMS:
            yield _Candidat(debut, debut, fin)


def _est_un_tiers(texte: str, candidat: _Candidat) -> bool:
    avant = texte[max(0, candidat.debut - 40) : candidat.debut]
    apres = texte[candidat.fin : candidat.fin + 60]
    if _AUTEUR_AVANT.search(avant):
        return not re.search(r"\bc ?['’]? ?est\s*$", avant, re.I) or bool(re.match(r"\s*(?:de|du|la|le|,)", apres))
    return bool(_TIERS_AVANT.search(avant) or _TIERS_APRES.match(apres))
