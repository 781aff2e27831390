"""La fusion : ce qui est affirmé, demandé ou tu, d'après les probabilités du modèle et les seuils."""

from __future__ import annotations

import numpy as np
import pytest

from domain.signalement import Motif
from nlp.appris.etiquettes import ETIQUETTES, IMMEDIATE, SIGNALEMENT
from nlp.appris.passages import LectureApprise
from nlp.decoupeur.decoupeur import langue
from nlp.etat import Etat, etat
from nlp.fusion.composant import A_VERIFIER, Fusion
from nlp.fusion.seuils import Appui, Seuils

SEUILS = Seuils(
    dict.fromkeys(Motif, 0.4), dict.fromkeys(A_VERIFIER, 0.2), dict.fromkeys(Appui, 0.0), 0.3, 0.5, 1.0, 0.5, 0.7
)


def lire(**probabilites: float) -> Etat:
    """Ce que la fusion décide d'un texte sans indice ; une étiquette sans probabilité vaut 0,01."""
    doc = langue()("un message")
    lu = etat(doc)
    lu.appris = LectureApprise(
        {**dict.fromkeys(ETIQUETTES, 0.01), **probabilites}, np.zeros((0, 0), np.float32), [], {}
    )
    return etat(Fusion(SEUILS)(doc))


def test_au_dessus_de_son_seuil_un_motif_est_affirme_si_le_message_ressemble_a_un_signalement() -> None:
    assert lire(impayes=0.5, **{SIGNALEMENT: 0.6}).motifs == (Motif.IMPAYES,)
    doute = lire(impayes=0.5, **{SIGNALEMENT: 0.4})
    assert (doute.motifs, doute.a_verifier) == ((), (Motif.IMPAYES,))


def test_un_motif_couteux_a_manquer_se_demande_sous_son_seuil() -> None:
    lu = lire(violence=0.3, impayes=0.3, **{SIGNALEMENT: 0.6})
    assert (lu.motifs, lu.a_verifier, lu.incertain) == ((), (Motif.VIOLENCE,), False)


def test_rien_de_reconnu_dans_ce_qui_ressemble_a_un_signalement_est_incertain() -> None:
    assert lire(**{SIGNALEMENT: 0.8}).incertain
    assert not lire(**{SIGNALEMENT: 0.6}).incertain


@pytest.mark.parametrize("signalement", [0.1, 0.9])
def test_un_danger_sur_n_est_jamais_tu_son_motif_le_plus_probable_est_affirme(signalement: float) -> None:
    lu = lire(sante_mentale=0.3, isolement=0.2, **{IMMEDIATE: 0.9, SIGNALEMENT: signalement})
    assert lu.motifs == (Motif.SANTE_MENTALE,)


def test_un_danger_peu_sur_sans_motif_ne_s_affirme_pas() -> None:
    assert lire(sante_mentale=0.3, **{IMMEDIATE: 0.4, SIGNALEMENT: 0.9}).motifs == ()


def test_un_danger_sur_n_ajoute_pas_de_motif_a_ceux_qui_sont_affirmes() -> None:
    lu = lire(impayes=0.5, sante_mentale=0.3, **{IMMEDIATE: 0.9, SIGNALEMENT: 0.9})
    assert lu.motifs == (Motif.IMPAYES,)
