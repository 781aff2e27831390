"""Lit les repères de lieu, tels qu'écrits (guide, « Lieu et personne »)."""

from __future__ import annotations

from collections.abc import Iterable
from re import Match, Pattern

from domain.signalement import Lieu
from nlp.reperes import formes
from nlp.reperes.noms import PAS_UN_NOM, PRENOMS, Casse
from nlp.texte import replier

_ARTICLES = frozenset({"les", "le", "la", "l"})
_PAS_RESIDENCE = frozenset(
    {"restos", "urgences", "enfants", "services", "sociale", "social", "universitaire", "autonomie", "seniors"}
    | {"principale", "calme", "bonjour", "merci", "bonsoir", "urgent"}
)
_LETTRES_DOUTEUSES = frozenset("lsny")


def trouver_lieu(texte: str) -> Lieu:
    """Les repères du message ; un repère absent reste `None`."""
    lisible = texte
    for ignore in formes.A_IGNORER:
        lisible = ignore.sub(lambda m: " " * len(m.group()), lisible)
    casse = Casse.lire(lisible)
    return Lieu(
        residence=_residence(lisible, casse),
        batiment=_batiment(lisible, casse),
        escalier=_code(formes.ESCALIER, lisible),
        etage=_premier(formes.ETAGES, lisible),
        logement=_logement(lisible, casse),
    )


def _premier(expressions: Iterable[Pattern[str]], texte: str) -> str | None:
    for expression in expressions:
        for trouve in expression.finditer(texte):
            if not _chez_le_voisin(texte, trouve):
                return trouve.group("v").strip()
    return None


def _chez_le_voisin(texte: str, trouve: Match[str]) -> bool:
    """« la voisine du 3e me dit… » situe la voisine, pas le ménage signalé."""
    avant = texte[: trouve.start("v")]
    if not formes.VOISIN_AVANT.search(avant):
        return False
    return bool(formes.VOISIN_PARLE.match(texte, trouve.end("v")) or formes.C_EST_LE.search(avant))


def _batiment(texte: str, casse: Casse) -> str | None:
    for trouve in formes.BATIMENT.finditer(texte):
        mot, code = replier(trouve.group("mot")).rstrip("."), trouve.group("v")
        if mot in {"bat", "tour"} and code[0].islower() and formes.VERBE_AVANT.search(texte[: trouve.start()]):
            continue
        if mot == "tour" and code.islower():
            continue
        if _code_tient(trouve, texte):
            return code.strip()
    nomme = formes.BATIMENT_NOMME.search(texte) if casse.fiable else None
    return nomme.group("v") if nomme and replier(nomme.group("v").split()[0]) not in PAS_UN_NOM else None


def _code(expression: Pattern[str], texte: str) -> str | None:
    for trouve in expression.finditer(texte):
        if _code_tient(trouve, texte):
            return trouve.group("v").strip()
    return None


def _code_tient(trouve: Match[str], texte: str) -> bool:
    """Une lettre basse isolée que suit un mot courant n'est pas un code."""
    code = trouve.group("v")
    if len(code) == 1 and code.islower():
        return code not in _LETTRES_DOUTEUSES and not formes.SUITE_DE_MOT.match(texte, trouve.end("v"))
    return True


def _logement(texte: str, casse: Casse) -> str | None:
    for trouve in formes.LOGEMENT.finditer(texte):
        code = trouve.group("v").strip()
        if any(c.isdigit() for c in code) or (code.isupper() and casse.fiable):
            return code
    return _premier(formes.NUMERO_NU, texte) or _premier(formes.LOGEMENT_PAR_COTE, texte)


def _residence(texte: str, casse: Casse) -> str | None:
    for trouve in formes.RESIDENCE.finditer(texte):
        if replier(trouve.group("v").split()[-1]) not in PAS_UN_NOM | _PAS_RESIDENCE:
            return _sans_suite(trouve.group("v"))
    for trouve in formes.RESIDENCE_BASSE.finditer(texte):
        mot = replier(trouve.group("v").replace("’", " ").replace("'", " ").split()[-1])
        if mot not in PAS_UN_NOM | _PAS_RESIDENCE and len(mot) > 2:
            return trouve.group("v")
    if not casse.fiable:
        basse = formes.SANS_GENERIQUE_BASSE.search(texte)
        return basse.group("v") if basse and replier(basse.group("v")) not in PAS_UN_NOM | _PAS_RESIDENCE else None
    return _sans_generique(texte)


def _sans_generique(texte: str) -> str | None:
    refus = (PAS_UN_NOM - _ARTICLES) | _PAS_RESIDENCE | PRENOMS
    for expression in formes.SANS_GENERIQUE:
        for trouve in expression.finditer(texte):
            mots = [replier(m).rstrip(".") for m in trouve.group("v").split()]
            if mots[-1] not in PAS_UN_NOM and mots[0] not in refus:
                return _sans_suite(trouve.group("v"))
    return None


def _sans_suite(nom: str) -> str:
    """Coupe ce qui suit le nom : « Les Lilas Bât », « Kennedy Mme »."""
    mots = nom.split()
    for i, mot in enumerate(mots[1:], 1):
        if replier(mot).rstrip(".") in PAS_UN_NOM and mot[0].isupper():
            return " ".join(mots[:i])
    return nom
