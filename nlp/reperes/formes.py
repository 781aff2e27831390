"""Les expressions qui reconnaissent un repère de lieu ; la valeur est toujours le groupe « v »."""

from __future__ import annotations

import re
from re import Pattern


def _ou(*mots: str) -> str:
    """Un choix d'expressions, écrites séparées par des blancs (« _ » tient lieu d'espace)."""
    return "|".join(m.replace("_", r"\s+") for bloc in mots for m in bloc.split())


def _exp(*morceaux: str, drapeaux: re.RegexFlag = re.NOFLAG) -> Pattern[str]:
    return re.compile("".join(morceaux), drapeaux)


MOIS = _ou("janv f[ée]vr? mars avril mai juin juil ao[ûu]t sept oct nov d[ée]c")
_VOIES = _ou("rue avenue av\\.? bd boulevard place chemin impasse quai cours route square sente esplanade")
_PAS_UN_LOGEMENT = (
    rf"(?!\s*(?:{MOIS}|%|€|[/.,]\d|\d|au\s+\d|et\s+\d|(?:"
    + _ou("jours? mois ans? euros? h heures? semaines? sem fois personnes? enfants? m2 bis ter all[ée]es?")
    + rf"|{_VOIES})\b))"
)
_MAJ = r"[A-ZÀ-Ý]"
_ARTICLE_VOIE = r"(?:(?:de\s+la|de\s+l['’ ]|du|des|de|d['’ ]|la|le|les|l['’ ])\s*)?"
A_IGNORER: tuple[Pattern[str], ...] = (
    _exp(
        r"(?i:(?:\b\d{1,4}\s*(?:bis|ter|quater|[a-d])?\s*,?\s*)?\b",
        rf"(?:{_VOIES}|all[ée]es?(?=\s+(?:des?|du|l['’]|d['’]))))\s+",
        rf"(?i:{_ARTICLE_VOIE})[^\W\d_][\w'’-]*(?:\s+(?:de\s+|du\s+|des\s+|la\s+)?{_MAJ}[\w'’-]*)*",
    ),
    _exp(
        rf"\b(?:{_ou('caves? parkings? box garages? place_de_parking place emplacement v[ée]hicule')})",
        r"\s*(?:n[°ºo]?\s*)?[A-Za-z]?\d+\w*",
        drapeaux=re.I,
    ),
    re.compile(r"\b0\d(?:[ .]?\d{2}){4}\b"),
)
"""Voies, caves, parkings et numéros de téléphone : aucun repère ne s'y lit."""

_CODE = r"(?:[A-Za-z]{1,2}-?\d{1,4}[A-Za-z]?|\d{1,4}-?[A-Z]\b|\d{1,4}[a-z]?|[A-Za-z])(?![\w'’°])"
_NUMERO = r"\s*(?:n[°º]\s*|num[ée]ro\s+|no\s+|n\s+(?=\d))?:?\s*"
_MOTS_BATIMENT = _ou("b[âa]timents? b[âa]t\\.? bt\\.? bloc tour immeuble pavillon plot")
BATIMENT = _exp(rf"\b(?P<mot>{_MOTS_BATIMENT})(?=\W|\d){_NUMERO}(?P<v>{_CODE})", drapeaux=re.I)
BATIMENT_NOMME = _exp(
    r"\b(?:[Bb][âa]timent|[Bb][âa]t\.?|[Tt]our|[Ii]mmeuble|BATIMENT)\s+",
    rf"(?P<v>{_MAJ}[\w'’-]+(?:\s+{_MAJ}[\w'’-]+)*)",
)
_MOTS_ESCALIER = r"escalier|esc\.?|cage(?:\s+d['’ ]?\s?escaliers?)?|entr[ée]e|hall|mont[ée]e|all[ée]e"
ESCALIER = _exp(rf"\b(?:{_MOTS_ESCALIER})(?=\W|\d){_NUMERO}(?P<v>{_CODE})", drapeaux=re.I)

_EN_LETTRES = _ou(
    "premier premi[èe]re deuxi[èe]me second troisi[èe]me quatri[èe]me cinqui[èe]me sixi[èe]me septi[èe]me",
    "huiti[èe]me neuvi[èe]me dixi[èe]me dernier",
)
_RANG = r"\d{1,2}\s?(?:er|[èe]re|[èeé]|[èe]me|i[èe]me|em|nde?|°)(?!\w)"
_RDC = r"rdc|r\.d\.c\.?|rez[- ]de[- ]chauss[ée]e?s?|rez[- ]de[- ]jardin|rdj"
_COTE = rf"(?:{_ou('dr(?:oite?)? dt dte d gche gauche gch g face fond milieu centre')})"
_PAS_UN_ETAGE = (
    r"(?!\s*(?:"
    + _ou("fois mois relance courrier rdv rendez rappel visite passage trimestre arrondissement jour semaine enfant")
    + "|"
    + _ou("loyer avis appel impay avertissement coup degr semestre tour\\b message lettre commandement")
    + f"|{MOIS}))"
)
ETAGES: tuple[Pattern[str], ...] = (
    _exp(rf"(?P<v>{_RANG}|{_EN_LETTRES})\s+(?:et\.|[ée]tages?|[ée]t)\b", drapeaux=re.I),
    _exp(r"\b[ée]tages?\s*(?:n[°º]\s*)?:?\s*(?P<v>\d{1,2})\b", drapeaux=re.I),
    _exp(rf"(?P<v>{_RANG})\s*,?\s*(?:porte\s+)?{_COTE}(?!\w)", drapeaux=re.I),
    _exp(rf"\b(?P<v>{_RDC})(?!\w)", drapeaux=re.I),
    _exp(rf"\b(?:au|du|le|\w+\s+du)\s+(?P<v>{_RANG}|{_EN_LETTRES}){_PAS_UN_ETAGE}", drapeaux=re.I),
    _exp(
        r"(?:\b(?:b[âa]t\w*|esc\w*|cage|bloc|tour|hall|entr[ée]e)\.?\s*\w{1,3}|,)\s*,?\s*",
        rf"(?P<v>{_RANG}){_PAS_UN_ETAGE}",
        drapeaux=re.I,
    ),
)

_MOTS_LOGEMENT = _ou(
    "logements? logts?\\.? lgts?\\.? appartements? appart appts?\\.? apts?\\.? app\\.? apart portes? ptes?\\.?",
    "chambre ch\\. studio n[°º] num[ée]ro",
)
LOGEMENT = _exp(
    rf"(?<!\w)(?:{_MOTS_LOGEMENT}){_NUMERO}",
    r"(?P<v>[A-Za-z]{0,2}[ -]?\d{1,5}(?:[ -]?[A-Z](?!\w))?[a-z]?|[A-Z]{1,2})(?![\w'’°])",
    r"(?!\s*(?:fois|mois|€|euros?))",
    drapeaux=re.I,
)
LOGEMENT_PAR_COTE: tuple[Pattern[str], ...] = (
    _exp(
        rf"(?:(?:{_RANG}|{_EN_LETTRES})(?:\s+(?:et\.?|[ée]tages?))?|{_RDC})\s*,?\s*",
        rf"(?:porte\s+|[àa]\s+)?(?P<v>{_COTE})(?!\w)(?!['’])",
        drapeaux=re.I,
    ),
    _exp(r"\bporte\s+(?:de\s+)?(?P<v>droite|gauche|face|dr|dt|gche)\b", drapeaux=re.I),
)
_HABITANT = _ou(
    "locataires? loc dame monsieur madame mr mme voisine?s? jeunes? famille lgt logement couple mamie papi papy gens",
    "occupante?s? fille fils gamine?s? gosses? homme femme enfants? m[èe]re p[èe]re type gars personnes? porte ceux",
    "celui celle retrait[ée]e? m[ée]nage appartement appart chez habitante?s? l[àa] odeurs? bruits? pas",
)
_NUM = r"(?:[A-Z]-?\d{1,4}|\d{1,4}(?:[A-DF-Z]|[a-cf])?)(?![\w'’°])"
NUMERO_NU: tuple[Pattern[str], ...] = (
    _exp(rf"\b(?i:{_HABITANT})\s+(?:du|au|le|DU|AU|LE)\s+(?P<v>{_NUM}){_PAS_UN_LOGEMENT}"),
    _exp(rf"(?<!\d )\b(?:au|AU|Au)\s+(?P<v>{_NUM}){_PAS_UN_LOGEMENT}"),
    _exp(rf"(?:^|[.,;:!?\n]\s*)(?:[Ll]e|[Dd]u|[Aa]u)\s+(?P<v>{_NUM}){_PAS_UN_LOGEMENT}"),
    _exp(rf"{_MAJ}[\w'’-]+\s+du\s+(?P<v>{_NUM}){_PAS_UN_LOGEMENT}"),
    _exp(r"\b(?:du|DU|le|LE)\s+(?P<v>[A-Z]-?\d{1,4})(?!\w)"),
    _exp(rf"{_MAJ}[\w'’-]+\s*(?:,\s*|\(\s*)(?P<v>[A-Z]?-?\d{{1,4}}[A-Z]?)(?=\s*[),;:])"),
)

_MOTS_RESIDENCE = _ou("r[ée]sidence r[ée]s\\b\\.? r[ée]sid\\.? cit[ée] foyer domaine ensemble quartier")
_GENERIQUE = rf"\b(?:{_MOTS_RESIDENCE})\s*:?\s+"
_CONTRACTE = r"(?:(?:des|du|de\s+l['’]\s?|d['’]\s?|de|aux|au)\s+)?"
_NOM = (
    rf"(?:[LlDd]['’]\s?|[Ll]es\s+|[Ll]e\s+|[Ll]a\s+)?[A-ZÀ-Ý0-9][\w'’-]*"
    rf"(?:\s+(?:(?:de\s+la|de|du|des|la|le|les|en|sur|sous|et|aux?|à)\s+|d['’]|l['’])?{_MAJ}[\w'’-]+)*"
)
_NOM_A_ARTICLE = (
    rf"(?:[Ll]es\s+|[Ll]e\s+|[Ll]a\s+)?{_MAJ}[\w'’-]+"
    rf"(?:\s+(?:de\s+la\s+|de\s+|du\s+|des\s+|la\s+|le\s+|les\s+|d['’])?{_MAJ}[\w'’-]+)*"
)
_REPERE = r"b[âa]t|bloc|tour|esc|cage|hall|entr[ée]e|app?t|appart|log|lgt|porte|\d{1,2}(?:e|è|er)|rdc|n°|[A-Z]-?\d"
RESIDENCE = _exp(rf"(?i:{_GENERIQUE})(?i:{_CONTRACTE})(?P<v>{_NOM})")
RESIDENCE_BASSE = _exp(
    rf"{_GENERIQUE}{_CONTRACTE}(?P<v>(?:(?:les|le|la)\s+|l['’ ]\s?)?[^\W\d_][\w'’-]+)", drapeaux=re.I
)
SANS_GENERIQUE: tuple[Pattern[str], ...] = (
    _exp(rf"\b[Aa]ux\s+(?P<v>{_MAJ}[\w'’-]+(?:\s+{_MAJ}[\w'’-]+)*)"),
    _exp(
        r"\b(?:[Àà]|[Aa]u|[Dd]u|[Dd]es|[Ss]ur|[Gg]ardien(?:ne)?\s+d(?:e|es|u))\s+",
        rf"(?P<v>{_NOM_A_ARTICLE})(?=\s*[,(]?\s*(?i:{_REPERE}))",
    ),
    _exp(
        r"\b[Gg]ardien(?:ne)?\s+(?:de\s+la\s+r[ée]sidence|aux?|des|du|de|à)\s+",
        rf"(?P<v>{_NOM_A_ARTICLE})",
    ),
    _exp(rf"(?:^|[,(–:/\n-]\s*)(?P<v>{_NOM_A_ARTICLE})(?=\s*[,-]?\s*(?i:{_REPERE}))"),
    _exp(
        r"(?i:\b(?:escalier|esc\.?|b[âa]timent|b[âa]t\.?|cage)\s+\w{1,3})\s*,?\s+(?:[àa]\s+|aux?\s+|des\s+|du\s+)?",
        rf"(?P<v>{_NOM_A_ARTICLE})(?=\s*[,.;:]|\s*$)",
    ),
)
"""Un nom propre que suit ou précède un autre repère, sans le mot « résidence »."""
SANS_GENERIQUE_BASSE = _exp(
    r"\b(?:aux|gardien(?:ne)?\s+(?:des|du|aux?))\s+(?P<v>[^\W\d_]{4,}[\w'’-]*)",
    r"(?=\s*,?\s*(?:b[âa]t|bloc|tour|esc|cage|hall|app?t\b|logt|lgt|\d{1,2}e))",
    drapeaux=re.I,
)
SUITE_DE_MOT = _exp(
    rf"\s*(?:{_ou('c[ôo]t[ée] est ete en_face [àa]_c[ôo]t qui coups? un une son sa ses la le [ée]tait')})\b",
    drapeaux=re.I,
)
"""Après une lettre basse isolée : « cage a côté », « bat d en face », « bat a coups » ne sont pas des codes."""
VERBE_AVANT = _exp(
    rf"\b(?:{_ou('il elle qui on se me mari fils la ils les nous te')})\s+(?:(?:la|le|les|se|me|nous)\s+)?$",
    drapeaux=re.I,
)
"""Devant « bat » : le verbe battre, pas un bâtiment."""
VOISIN_AVANT = _exp(r"\bvois(?:in|ine)s?\s+(?:du|au|de l[ea']?)\s*$", drapeaux=re.I)
VOISIN_PARLE = _exp(
    r"(?:\s+[ée]tage)?\W*(?:qui\s+)?",
    rf"(?:{_ou('me m nous dit signale se_plain a_vu entend a_entendu appelle alerte')}|l['’ ])",
    drapeaux=re.I,
)
C_EST_LE = _exp(r"c['’ ]\s?est (?:le|la)\s+\w+\s+\w+\s*$", drapeaux=re.I)
