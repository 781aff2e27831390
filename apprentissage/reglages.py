"""Régler les seuils de la fusion sur des lectures de mains que le modèle n'avait pas apprises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from domain.signalement import Motif, Urgence
from nlp.appris.etiquettes import SIGNALEMENT
from nlp.appris.passages import cotes_de
from nlp.fusion.composant import A_VERIFIER, DANGER_SUR
from nlp.fusion.seuils import Appui, Seuils, renforcer

Tableau = npt.NDArray[np.float64]
Masque = npt.NDArray[np.bool_]

FAUSSES_ALERTES_MAX = 0.04
"""Part au plus des messages hors périmètre à qui un motif est affirmé : deux fois moins que ce qui est admis, car une
main peut en avoir le double d'une autre. Le micro-F1 y perd moins d'un demi-point."""
DRAPEAUX_MAX = 0.10
"""Part au plus des messages sans violence que l'on accepte de signaler au regard pour elle."""
AUTRES_DRAPEAUX_MAX = 0.02
"""De même pour un décès ou des troubles psychiques : trop de questions, et plus personne n'y répond."""
PRECISION_IMMEDIATE = 0.72
"""Précision que l'on garde à l'urgence immédiate : en dessous, l'astreinte serait réveillée pour rien. Le modèle
livré, qui a appris toutes les mains, est plus précis que celui sur qui ce réglage est fait."""
NEUTRES = Seuils(
    dict.fromkeys(Motif, 0.25), dict.fromkeys(A_VERIFIER, 0.2), dict.fromkeys(Appui, 0.0), 0.5, 0.5, 0.0, 0.0, 0.5
)


@dataclass(frozen=True, slots=True)
class Lu:
    """Un message annoté, lu sans décider : ce que le modèle et les indices en disent."""

    motifs: frozenset[Motif]
    urgence: Urgence | None
    probabilites: Mapping[str, float]
    appuis: Mapping[Motif, Appui]
    regle: Urgence | None


def regler(lus: Sequence[Lu]) -> Seuils:
    """Les seuils qui donnent le meilleur micro-F1, puis les rappels voulus sous les fausses alertes admises."""
    seuils = _motifs(lus)
    seuils = replace(seuils, doute=_doute(lus, seuils))
    immediate, haute, appui = _urgence([lu for lu in lus if _affirme(lu, seuils)])
    return replace(
        seuils,
        a_verifier=_a_verifier(lus, seuils),
        immediate=immediate,
        haute=haute,
        appui_urgence=appui,
        signalement=_signalement(lus),
    )


def _motifs(lus: Sequence[Lu]) -> Seuils:
    cotes = cotes_de(np.array([[lu.probabilites[m.value] for m in Motif] for lu in lus]))
    vrais = np.array([[m in lu.motifs for m in Motif] for lu in lus])
    cas = np.array([[list(Appui).index(lu.appuis[m]) for m in Motif] for lu in lus])
    appuis = np.zeros(len(Appui))
    bornes = np.zeros(len(Motif))
    for _ in range(3):
        for k in range(len(Motif)):
            bornes[k] = _meilleure(cotes[:, k] + appuis[cas[:, k]], vrais[:, k], cotes, appuis, cas, bornes, vrais, k)
        for rang, appui in enumerate(Appui):
            if appui is not Appui.RIEN:
                appuis[rang] = _meilleur_appui(rang, cotes, appuis, cas, bornes, vrais)
    seuils = 1 / (1 + np.exp(-bornes))
    return replace(
        NEUTRES,
        motifs=dict(zip(Motif, seuils.tolist(), strict=True)),
        appuis=dict(zip(Appui, appuis.tolist(), strict=True)),
    )


def _f1(donnes: Masque, vrais: Masque) -> float:
    justes = int((donnes & vrais).sum())
    return 2 * justes / max(1, int(donnes.sum()) + int(vrais.sum()))


def _meilleure(
    score: Tableau, vrai: Masque, cotes: Tableau, appuis: Tableau, cas: Tableau, bornes: Tableau, vrais: Masque, k: int
) -> float:
    """La borne de ce motif qui donne le meilleur micro-F1, les autres étant ce qu'elles sont ; le milieu du plateau."""
    autres = np.delete(cotes + appuis[cas] >= bornes, k, axis=1)
    autres_vrais = np.delete(vrais, k, axis=1)
    justes, donnes, attendus = int((autres & autres_vrais).sum()), int(autres.sum()), int(vrais.sum())
    essais = np.arange(-2.5, 2.51, 0.1)
    notes = []
    for borne in essais:
        siens = score >= borne
        notes.append(2 * (justes + int((siens & vrai).sum())) / (donnes + int(siens.sum()) + attendus))
    bons = essais[np.array(notes) >= max(notes) - 2e-4]
    return float(np.median(bons))


def _meilleur_appui(rang: int, cotes: Tableau, appuis: Tableau, cas: Tableau, bornes: Tableau, vrais: Masque) -> float:
    essais = np.arange(-4.0, 0.0, 0.25) if list(Appui)[rang] is Appui.ECARTE else np.arange(-4.0, 4.1, 0.25)
    notes = []
    for valeur in essais:
        tente = appuis.copy()
        tente[rang] = valeur
        notes.append(_f1(cotes + tente[cas] >= bornes, vrais))
    return float(np.median(essais[np.array(notes) >= max(notes) - 2e-4]))


def _a_verifier(lus: Sequence[Lu], seuils: Seuils) -> dict[Motif, float]:
    """Le seuil le plus bas qui ne demande pas plus souvent pour rien que ce qui est admis pour ce motif."""
    sortie = {}
    for motif in A_VERIFIER:
        nus = np.array([lu.probabilites[motif.value] for lu in lus])
        sans = np.array([motif not in lu.motifs for lu in lus])
        admis = DRAPEAUX_MAX if motif is Motif.VIOLENCE else AUTRES_DRAPEAUX_MAX
        sortie[motif] = min(float(np.quantile(nus[sans], 1 - admis)), seuils.motifs[motif])
    return sortie


def _affirme(lu: Lu, seuils: Seuils) -> bool:
    """Vrai si la fusion affirmera un motif : lui seul donne une urgence."""
    retenu = any(renforcer(lu.probabilites[m.value], seuils.appuis[lu.appuis[m]]) >= seuils.motifs[m] for m in Motif)
    sur = lu.probabilites[Urgence.IMMEDIATE.value] >= DANGER_SUR
    return sur or (retenu and lu.probabilites[SIGNALEMENT] >= seuils.doute)


def _urgence(avec: Sequence[Lu]) -> tuple[float, float, float]:
    """Bornes de l'immédiate et de la haute, et appui des règles, qui ensemble lisent le mieux."""
    meilleur = (-1.0, 0.5, 0.5, 0.0)
    for appui in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0):
        immediate, rappel = _immediate(avec, appui)
        haute, juste = _haute(avec, appui)
        if rappel + juste > meilleur[0]:
            meilleur = (rappel + juste, immediate, haute, appui)
    return meilleur[1:]


def _cotes_urgence(lus: Sequence[Lu], niveau: Urgence, appui: float) -> Tableau:
    nues = cotes_de(np.array([lu.probabilites[niveau.value] for lu in lus]))
    return nues + appui * np.array([lu.regle is not None and lu.regle.rang >= niveau.rang for lu in lus])


def _immediate(lus: Sequence[Lu], appui: float) -> tuple[float, float]:
    """Le meilleur rappel à la précision voulue."""
    cotes = _cotes_urgence(lus, Urgence.IMMEDIATE, appui)
    vrais = np.array([lu.urgence is Urgence.IMMEDIATE for lu in lus])
    meilleur = (0.5, 0.0)
    for borne in np.arange(-4, 3, 0.1):
        donnes = cotes >= borne
        justes = int((donnes & vrais).sum())
        if justes and justes / int(donnes.sum()) >= PRECISION_IMMEDIATE and justes / int(vrais.sum()) > meilleur[1]:
            meilleur = (float(1 / (1 + np.exp(-borne))), justes / int(vrais.sum()))
    return meilleur


def _haute(lus: Sequence[Lu], appui: float) -> tuple[float, float]:
    cotes = _cotes_urgence(lus, Urgence.HAUTE, appui)
    vrais = np.array([lu.urgence in {Urgence.HAUTE, Urgence.IMMEDIATE} for lu in lus])
    notes = [(_f1(cotes >= borne, vrais), float(1 / (1 + np.exp(-borne)))) for borne in np.arange(-2, 2, 0.1)]
    note, borne = max(notes)
    return borne, note


def _doute(lus: Sequence[Lu], seuils: Seuils) -> float:
    """La plus basse porte qui tient les fausses alertes hors périmètre sous `FAUSSES_ALERTES_MAX`."""
    hors = [lu for lu in lus if not lu.motifs]
    alertes = [
        lu.probabilites[SIGNALEMENT]
        for lu in hors
        if any(renforcer(lu.probabilites[m.value], seuils.appuis[lu.appuis[m]]) >= seuils.motifs[m] for m in Motif)
    ]
    admises = int(FAUSSES_ALERTES_MAX * len(hors))
    return 0.0 if len(alertes) <= admises else sorted(alertes, reverse=True)[admises] + 1e-3


def _signalement(lus: Sequence[Lu]) -> float:
    """Au plus une question pour dix messages hors périmètre."""
    hors = np.array([lu.probabilites[SIGNALEMENT] for lu in lus if not lu.motifs])
    return float(np.quantile(hors, 1 - DRAPEAUX_MAX))
