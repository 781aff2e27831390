"""Les mesures, sur des réponses fabriquées."""

import pytest

from domain.signalement import Analyse, Lieu, Motif, Urgence
from nlp.evaluation import LigneInvalide, evaluer

REPONSES = {
    "juste": Analyse(motifs=(Motif.IMPAYES,), urgence=Urgence.NORMALE, lieu=Lieu(etage="2e"), locataire="mr Bo"),
    "manque": Analyse(a_verifier=(Motif.VIOLENCE,)),
    "fausse alerte": Analyse(motifs=(Motif.INCURIE,), urgence=Urgence.NORMALE),
    "rien": Analyse(),
}
LIGNES: list[dict[str, object]] = [
    {"text": "juste", "motifs": ["impayes"], "urgence": "normale", "lieu": {"etage": "2E"}, "locataire": "mr Bo"},
    {"text": "manque", "motifs": ["violence"], "urgence": "immediate"},
    {"text": "fausse alerte", "motifs": [], "urgence": None},
    {"text": "rien", "motifs": [], "urgence": None},
]


def test_le_bilan_compte_motifs_urgence_reperes_et_fausses_alertes() -> None:
    bilan = evaluer(LIGNES, REPONSES.__getitem__)
    assert bilan.micro_f1 == pytest.approx(0.5)
    assert bilan.part_fausses_alertes == pytest.approx(0.5)
    assert bilan.violence_large.rappel == 1.0
    assert bilan.par_motif[Motif.VIOLENCE].rappel == 0.0
    assert bilan.par_urgence[Urgence.IMMEDIATE].rappel == 0.0
    assert bilan.reperes_f1 == 1.0
    assert bilan.en_dict()["messages"] == 4


def test_une_alerte_prise_pour_hors_perimetre_se_compte_une_question_non() -> None:
    lignes = [{"text": texte, "motifs": ["violence"], "urgence": "haute"} for texte in ("juste", "manque", "rien")]
    bilan = evaluer([*lignes, {"text": "rien", "motifs": [], "urgence": None}], REPONSES.__getitem__)
    assert bilan.alertes_tues == 1
    assert bilan.en_dict()["alertes_tues"] == {"messages": 1, "part": 0.333}


def test_un_fichier_vide_donne_un_bilan_vide() -> None:
    assert evaluer([], REPONSES.__getitem__).en_dict()["messages"] == 0


@pytest.mark.parametrize("ligne", [{}, {"text": "x", "motifs": ["inconnu"]}, {"text": "x", "urgence": "demain"}])
def test_une_ligne_inutilisable_est_nommee(ligne: dict[str, object]) -> None:
    with pytest.raises(LigneInvalide, match="ligne 1"):
        evaluer([ligne], lambda _: Analyse())
