"""Ce que la lecture proposait, face à ce que les personnes retiennent : chaque motif compté une fois, dans sa case."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.justesse import Decompte, Lecture, juger
from domain.signalement import Motif
from tests.conftest import DEBUT

IMPAYES, ISOLEMENT, VIOLENCE, DECES = Motif.IMPAYES, Motif.ISOLEMENT, Motif.VIOLENCE, Motif.DECES


def lecture(
    proposes: tuple[Motif, ...] = (), a_verifier: tuple[Motif, ...] = (), retenus: tuple[Motif, ...] = ()
) -> Lecture:
    return Lecture(1, DEBUT, proposes, a_verifier, retenus)


def test_garde_retire_et_ajoute_se_comptent_par_motif() -> None:
    jugee = juger(
        [
            lecture(proposes=(IMPAYES, ISOLEMENT), retenus=(IMPAYES,)),
            lecture(proposes=(IMPAYES,), retenus=(IMPAYES, VIOLENCE)),
        ]
    )
    assert jugee.messages == 2
    assert jugee.par_motif[IMPAYES] == Decompte(justes=2)
    assert jugee.par_motif[ISOLEMENT] == Decompte(en_trop=1)
    assert jugee.par_motif[VIOLENCE] == Decompte(oublies=1)
    assert jugee.ensemble == Decompte(justes=2, en_trop=1, oublies=1)
    assert jugee.ensemble.decisions == 4


def test_une_question_n_est_ni_un_oubli_ni_une_erreur() -> None:
    jugee = juger([lecture(a_verifier=(DECES,), retenus=(DECES,)), lecture((IMPAYES,), (DECES,), (IMPAYES,))])
    assert jugee.par_motif[DECES] == Decompte(questions=2, confirmees=1)
    assert jugee.ensemble.decisions == 1


def test_sans_message_tout_est_a_zero() -> None:
    vide = juger([])
    assert (vide.messages, vide.ensemble) == (0, Decompte())
    assert set(vide.par_motif) == set(Motif)


motifs = st.lists(st.sampled_from(list(Motif)), unique=True).map(tuple)


@given(st.lists(st.builds(lecture, motifs, motifs, motifs)))
def test_rien_de_propose_ni_de_retenu_ne_se_perd(lues: list[Lecture]) -> None:
    tout = juger(lues).ensemble
    assert tout.justes + tout.en_trop == sum(len(lue.proposes) for lue in lues)
    assert tout.justes + tout.oublies + tout.confirmees == sum(len(lue.retenus) for lue in lues)
    assert tout.confirmees <= tout.questions
