"""Lit les repères de lieu, tels qu'écrits (guide, « Cas tranchés », Lieu)."""

from __future__ import annotations

import re
from re import Match, Pattern

from domain.signalement import Lieu
from nlp.reperes.noms import PAS_UN_NOM, Casse
from nlp.texte import replier

_MOIS = "janv|f[ée]vr?|mars|avril|mai|juin|juil|ao[ûu]t|sept|oct|nov|d[ée]c"
_UNITE = (
    rf"(?!\s*(?:{_MOIS}|jours?\b|mois\b|ans?\b|euros?\b|€|%|h\b|heures?\b|semaines?\b|sem\b|fois\b|personnes?\b|enfants?\b|m2\b|au\s+\d|et\s+\d"
    r"|[/.,]\d|\d|rue\b|av\b|avenue\b|bd\b|boulevard\b|all[ée]e|place\b|chemin\b|impasse\b|quai\b|cours\b|route\b|square\b|bis\b|ter\b|ième|ème))"
)
_A_IGNORER = (
    re.compile(
        r"(?:\b\d{1,4}\s*(?:bis|ter|quater|[a-d])?\s*,?\s*)?\b(?:rue|avenue|av\.?|bd|boulevard|place|chemin|impasse|quai|cours|route|square|sente|esplanade"
        r"|all[ée]es?(?=\s+(?:d|l)[eu'’ ]))\s+(?:(?:de la|de l['’ ]|du|des|de|d['’ ]|la|le|les|l['’ ])\s*)?[^\W\d_][\w'’-]*"
        r"(?:\s+(?:de\s+|du\s+|des\s+|la\s+)?[A-ZÀ-Ý][\w'’-]*)*",
        re.I,
    ),
    re.compile(r"\b(?:caves?|parkings?|box|garages?|place de parking|place|emplacement|v[ée]hicule)\s*(?:n[°ºo]?\s*)?[A-Za-z]?\d+\w*", re.I),
    re.compile(r"\b0\d(?:[ .]?\d{2}){4}\b"),
)
_CODE = r"(?:[A-Za-z]{1,2}-?\d{1,4}[A-Za-z]?|\d{1,4}-?[A-Z]\b|\d{1,4}[a-z]?|[A-Za-z])(?![\w'’°])"
_NUMERO = r"\s*(?:n[°º]\s*|num[ée]ro\s+|no\s+|n\s+(?=\d))?:?\s*"
_BATIMENT = re.compile(rf"\b(?P<mot>b[âa]timents?|b[âa]t\.?|bt\.?|bloc|tour|immeuble|pavillon|plot)(?=\W|\d){_NUMERO}(?P<v>{_CODE})", re.I)
_BATIMENT_NOM = re.compile(r"\b(?:[Bb][âa]timent|[Bb][âa]t\.?|[Tt]our|[Ii]mmeuble|BATIMENT)\s+(?P<v>[A-ZÀ-Ý][\w'’-]+(?:\s+[A-ZÀ-Ý][\w'’-]+)*)")
_ESCALIER = re.compile(
    rf"\b(?:escalier|esc\.?|cage(?:\s+d['’ ]\s?escaliers?)?|entr[ée]e|hall|mont[ée]e|all[ée]e)(?=\W|\d){_NUMERO}(?P<v>{_CODE})", re.I
)
_LETTRES = (
    "premier|premi[èe]re|deuxi[èe]me|second|troisi[èe]me|quatri[èe]me|cinqui[èe]me|sixi[èe]me|septi[èe]me|huiti[èe]me|neuvi[èe]me|dixi[èe]me|dernier"
)
_RANG = r"\d{1,2}\s?(?:er|[èe]re|[èeé]|[èe]me|i[èe]me|em|nde?|°)(?!\w)"
_RDC = r"rdc|r\.d\.c\.?|rez[- ]de[- ]chauss[ée]e?s?|rez[- ]de[- ]jardin|rdj"
_COTE = r"(?:dr(?:oite?)?|dt|dte|d|gche|gauche|gch|g|face|fond|milieu|centre)"
_ETAGES: tuple[Pattern[str], ...] = (
    re.compile(rf"(?P<v>{_RANG}|{_LETTRES})\s+(?:et\.|[ée]tages?|[ée]t)\b", re.I),
    re.compile(r"\b[ée]tages?\s*(?:n[°º]\s*)?:?\s*(?P<v>\d{1,2})\b", re.I),
    re.compile(rf"(?P<v>{_RANG})\s*,?\s*(?:porte\s+)?{_COTE}(?!\w)", re.I),
    re.compile(rf"\b(?P<v>{_RDC})(?!\w)", re.I),
    re.compile(
        rf"\b(?:au|du|le|\w+\s+du)\s+(?P<v>{_RANG}|{_LETTRES})(?!\s*(?:fois|mois|relance|courrier|rdv|rendez|rappel|visite|passage|trimestre"
        rf"|arrondissement|jour|semaine|enfant|loyer|avis|appel|impay|avertissement|coup|degr|semestre|tour\b|message|lettre|commandement|{_MOIS}))",
        re.I,
    ),
    re.compile(rf"(?:\b(?:b[âa]t\w*|esc\w*|cage|bloc|tour|hall|entr[ée]e)\.?\s*\w{{1,3}}|,)\s*,?\s*(?P<v>{_RANG})(?!\s*(?:fois|mois|relance|courrier|rdv|rappel|visite|passage|{_MOIS}))", re.I),
)
_MOT_LOGEMENT = r"logements?|logts?\.?|lgts?\.?|appartements?|appart|appts?\.?|apts?\.?|app\.?|apart|portes?|ptes?\.?|chambre|ch\.|studio|n[°º]|num[ée]ro"
_LOGEMENT = re.compile(
    rf"(?<!\w)(?:{_MOT_LOGEMENT}){_NUMERO}(?P<v>[A-Za-z]{{0,2}}[ -]?\d{{1,5}}(?:[ -]?[A-Z](?!\w))?[a-z]?|[A-Z]{{1,2}})(?![\w'’°])(?!\s*(?:fois|mois|€|euros?))", re.I
)
_LOGEMENT_COTE = re.compile(rf"(?:(?:{_RANG}|{_LETTRES})(?:\s+(?:et\.?|[ée]tages?))?|{_RDC})\s*,?\s*(?:porte\s+|[àa]\s+)?(?P<v>{_COTE})(?!\w)(?!['’])", re.I)
_PORTE_COTE = re.compile(r"\bporte\s+(?:de\s+)?(?P<v>droite|gauche|face|dr|dt|gche)\b", re.I)
_HABITANT = (
    r"locataires?|loc|dame|monsieur|madame|mr|mme|voisine?s?|jeunes?|famille|lgt|logement|couple|mamie|papi|papy|gens|occupante?s?|fille|fils|gamine?s?|gosses?|homme"
    r"|femme|enfants?|m[èe]re|p[èe]re|type|gars|personnes?|porte|ceux|celui|celle|retrait[ée]e?|m[ée]nage|appartement|appart|chez|habitante?s?|l[àa]|odeurs?|bruits?|pas"
)
_NUMERO_NU = (
    re.compile(rf"\b(?:{_HABITANT})\s+(?:du|au|le)\s+(?P<v>\d{{1,4}}[A-Za-z]?)\b{_UNITE}", re.I),
    re.compile(rf"(?<!\d )\b(?:au)\s+(?P<v>\d{{1,4}}[A-Z]?)\b{_UNITE}", re.I),
    re.compile(rf"(?:^|[.,;:!?\n]\s*)(?:(?:le|du|au)\s+)(?P<v>\d{{1,4}}[A-Z]?)\b{_UNITE}", re.I),
    re.compile(rf"[A-ZÀ-Ý][\w'’-]+\s+du\s+(?P<v>\d{{1,4}}[A-Z]?)\b{_UNITE}"),
)
_GENERIQUE = r"\b(?:r[ée]sidence|r[ée]s\b\.?|r[ée]sid\.?|cit[ée]|foyer|domaine|ensemble|quartier)\s*:?\s+"
_CONTRACTE = r"(?:(?:des|du|de\s+l['’]\s?|d['’]\s?|de|aux|au)\s+)?"
_NOM_PROPRE = r"(?:[LlDd]['’]\s?|[Ll]es\s+|[Ll]e\s+|[Ll]a\s+)?[A-ZÀ-Ý0-9][\w'’-]*(?:\s+(?:(?:de la|de|du|des|la|le|les|en|sur|sous|et|aux?|à)\s+|d['’]|l['’])?[A-ZÀ-Ý][\w'’-]+)*"
_RESIDENCE = re.compile(rf"(?i:{_GENERIQUE})(?i:{_CONTRACTE})(?P<v>{_NOM_PROPRE})")
_RESIDENCE_BASSE = re.compile(rf"{_GENERIQUE}{_CONTRACTE}(?P<v>(?:(?:les|le|la)\s+|l['’ ]\s?)?[^\W\d_][\w'’-]+)", re.I)
_AUX = re.compile(r"\b[Aa]ux\s+(?P<v>[A-ZÀ-Ý][\w'’-]+(?:\s+[A-ZÀ-Ý][\w'’-]+)*)")
_PAS_RESIDENCE = frozenset(["restos", "urgences", "enfants", "services", "sociale", "social", "universitaire", "autonomie", "seniors", "principale", "calme"])
_SUITE_DE_MOT = re.compile(r"\s*(?:c[ôo]t[ée]|est\b|[ée]tait|en face|ete\b|[àa] c[ôo]t|qui\b|coups?\b|un\b|une\b|son\b|sa\b|ses\b|la\b|le\b)", re.I)
_VERBE_AVANT = re.compile(r"\b(?:il|elle|qui|on|se|me|mari|fils|la|ils|les|nous|te)\s+(?:(?:la|le|les|se|me|nous)\s+)?$", re.I)


def trouver_lieu(texte: str) -> Lieu:
    """Les repères du message ; un repère absent reste `None`."""
    lisible = texte
    for ignore in _A_IGNORER:
        lisible = ignore.sub(lambda m: " " * len(m.group()), lisible)
    etage = _premier(_ETAGES, lisible)
    return Lieu(
        residence=_residence(lisible),
        batiment=_batiment(lisible),
        escalier=_code(_ESCALIER, lisible),
        etage=etage,
        logement=_logement(lisible),
    )


def _premier(motifs: tuple[Pattern[str], ...], texte: str) -> str | None:
    for motif in motifs:
        for trouve in motif.finditer(texte):
            if not _chez_le_voisin(texte, trouve):
                return trouve.group("v").strip()
    return None


def _chez_le_voisin(texte: str, trouve: Match[str]) -> bool:
    """« la voisine du 3e me dit… » situe la voisine, pas le ménage signalé."""
    avant = texte[: trouve.start("v")]
    if not re.search(r"\bvois(?:in|ine)s?\s+(?:du|au|de l[ea']?)\s*$", avant, re.I):
        return False
    apres = texte[trouve.end("v") :]
    return bool(re.match(r"(?:\s+[ée]tage)?\W*(?:qui\s+)?(?:me|m|nous|dit|signale|se plain|a vu|entend|a entendu|l['’ ]|appelle|alerte)", apres, re.I)) or bool(
        re.search(r"c['’ ]\s?est (?:le|la)\s+\w+\s+\w+\s*$", avant, re.I)
    )


def _batiment(texte: str) -> str | None:
    for trouve in _BATIMENT.finditer(texte):
        mot = replier(trouve.group("mot")).rstrip(".")
        if mot in {"bat", "tour"} and _VERBE_AVANT.search(texte[: trouve.start()]) and not trouve.group("v")[0].isupper() and not trouve.group("v")[0].isdigit():
            continue
        if mot == "tour" and trouve.group("v").islower():
            continue
        if _code_tient(trouve, texte):
            return trouve.group("v").strip()
    nomme = _BATIMENT_NOM.search(texte) if Casse.lire(texte).fiable else None
    return nomme.group("v") if nomme and replier(nomme.group("v").split()[0]) not in PAS_UN_NOM else None


def _code(motif: Pattern[str], texte: str) -> str | None:
    for trouve in motif.finditer(texte):
        if _code_tient(trouve, texte):
            return trouve.group("v").strip()
    return None


def _code_tient(trouve: Match[str], texte: str) -> bool:
    """Une lettre basse isolée suivie d'un mot (« cage a côté », « bat d en face ») n'est pas un code."""
    code = trouve.group("v")
    if len(code) == 1 and code.islower():
        return not _SUITE_DE_MOT.match(texte[trouve.end("v") :]) and code not in "lsny"
    return True


def _logement(texte: str) -> str | None:
    for trouve in _LOGEMENT.finditer(texte):
        code = trouve.group("v").strip()
        if any(c.isdigit() for c in code) or (code.isupper() and Casse.lire(texte).fiable):
            return code
    return _premier(_NUMERO_NU, texte) or _premier((_LOGEMENT_COTE, _PORTE_COTE), texte)


def _residence(texte: str) -> str | None:
    fiable = Casse.lire(texte).fiable
    for trouve in _RESIDENCE.finditer(texte):
        if replier(trouve.group("v").split()[-1]) not in PAS_UN_NOM | _PAS_RESIDENCE:
            return _sans_suite(trouve.group("v"))
    for trouve in _RESIDENCE_BASSE.finditer(texte) if not fiable or True else ():
        mot = replier(re.split(r"[\s'’]", trouve.group("v"))[-1])
        if mot not in PAS_UN_NOM | _PAS_RESIDENCE and len(mot) > 2:
            return trouve.group("v")
    aux = _AUX.search(texte) if fiable else None
    return aux.group("v") if aux and replier(aux.group("v").split()[0]) not in _PAS_RESIDENCE else None


def _sans_suite(nom: str) -> str:
    """Coupe ce qui suit le nom : « Les Lilas Bât », « Kennedy Mme »."""
    mots = nom.split()
    for i, mot in enumerate(mots[1:], 1):
        if replier(mot).rstrip(".") in PAS_UN_NOM and mot[0].isupper():
            return " ".join(mots[:i])
    return nom
