"""La lecture livrée, jugée sur trois mains témoins : ni apprises, ni employées pour régler un seuil.

Les planchers sont un peu sous ce qui a été mesuré (nlp/README.md) : ils arrêtent une régression, pas le bruit.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.signalement import Motif, Statut, Urgence
from nlp import Classifieur
from nlp.evaluation import Bilan, evaluer

CORPUS = Path(__file__).parents[2] / "nlp" / "corpus"
TEMOINS = sorted((CORPUS / "temoin").glob("*.jsonl"))
LONGS = sorted((CORPUS / "longs").glob("*.jsonl"))
LIGNES = [json.loads(ligne) for temoin in TEMOINS for ligne in temoin.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def bilan(classifieur: Classifieur) -> Bilan:
    return evaluer(LIGNES, classifieur.analyser)


def test_aucun_temoin_n_a_ete_appris() -> None:
    fiche = json.loads((Path(__file__).parents[2] / "nlp/appris/modele/fiche.json").read_text(encoding="utf-8"))
    assert len(TEMOINS) == 3
    assert not {temoin.stem for temoin in (*TEMOINS, *LONGS)} & set(fiche["mains"])


def test_les_motifs_des_temoins_sont_lus(bilan: Bilan) -> None:
    assert bilan.micro_f1 > 0.86
    assert bilan.principaux_f1 > 0.88


def test_peu_de_violences_des_temoins_echappent(bilan: Bilan) -> None:
    assert bilan.violence_large.rappel > 0.95


def test_les_dangers_immediats_des_temoins_sont_lus(bilan: Bilan) -> None:
    immediate = bilan.par_urgence[Urgence.IMMEDIATE]
    assert immediate.rappel > 0.88
    assert immediate.precision > 0.7


def test_le_hors_perimetre_des_temoins_recoit_rarement_un_motif(bilan: Bilan) -> None:
    assert bilan.part_fausses_alertes < 0.06


def test_les_reperes_des_temoins_sont_lus(bilan: Bilan) -> None:
    assert bilan.reperes_f1 > 0.93


def test_une_detresse_noyee_dans_un_long_message_n_est_pas_perdue(classifieur: Classifieur) -> None:
    autour = "Merci pour les ampoules du hall, le jardinier passera vendredi pour les haies. " * 24
    texte = f"{autour}Mme Aubin ne répond plus à personne depuis dix jours. {autour}"
    analyse = classifieur.analyser(texte)
    assert Motif.NON_REPONSE in {*analyse.motifs, *analyse.a_verifier}


def test_un_long_recit_ne_dit_pas_tous_les_motifs(classifieur: Classifieur) -> None:
    longs = [json.loads(ligne) for main in LONGS for ligne in main.read_text(encoding="utf-8").splitlines()]
    bilan = evaluer(longs, classifieur.analyser)
    assert bilan.messages >= 30
    assert bilan.micro_f1 > 0.76
    assert bilan.part_fausses_alertes < 0.42
    assert bilan.violence_large.rappel > 0.95
    assert bilan.par_urgence[Urgence.IMMEDIATE].rappel > 0.9
    assert bilan.par_urgence[Urgence.IMMEDIATE].precision > 0.7


def test_des_emojis_entre_les_mots_ne_changent_presque_rien(classifieur: Classifieur) -> None:
    changes = 0
    for ligne in LIGNES[:100]:
        seme = ligne["text"].replace(" ", " 😡 ").replace(".", ". 🙏🏽⚠️")
        changes += classifieur.analyser(seme).motifs != classifieur.analyser(ligne["text"]).motifs
    assert changes <= 2


def test_une_dette_perdue_dans_une_longue_plainte_technique_n_est_pas_un_danger(classifieur: Classifieur) -> None:
    plainte = "Il pleut dans la cage d'escalier depuis lundi. " * 80
    analyse = classifieur.analyser(f"Mr Roy doit trois mois de loyer. {plainte}"[:4096])
    assert Motif.IMPAYES in analyse.motifs
    assert analyse.urgence is Urgence.NORMALE


def test_la_lecture_livree_lit_mieux_que_les_regles_seules(bilan: Bilan, regles: Classifieur) -> None:
    assert bilan.micro_f1 > evaluer(LIGNES, regles.analyser).micro_f1 + 0.1


def test_chaque_motif_cite_des_mots_du_message(classifieur: Classifieur) -> None:
    for ligne in LIGNES:
        analyse = classifieur.analyser(ligne["text"])
        cites = {i.motif for i in analyse.indices if i.statut is Statut.AFFIRME}
        assert cites >= set(analyse.motifs)
        assert all(ligne["text"][i.debut : i.fin].strip() for i in analyse.indices)


def test_un_motif_appris_n_a_pas_besoin_d_indice(classifieur: Classifieur, regles: Classifieur) -> None:
    texte = "Elle a encore un foulard jusqu'aux yeux par trente degrés, et elle sursaute quand il pose ses clés."
    assert Motif.VIOLENCE not in regles.analyser(texte).motifs
    analyse = classifieur.analyser(texte)
    assert Motif.VIOLENCE in {*analyse.motifs, *analyse.a_verifier}


def test_un_indice_nie_reste_montre_comme_ecarte(classifieur: Classifieur) -> None:
    analyse = classifieur.analyser("Chez mme Roy, pas d'impayé, compte à jour.")
    assert Motif.IMPAYES not in analyse.motifs
    assert any(i.motif is Motif.IMPAYES and i.statut is Statut.NIE for i in analyse.indices)


@pytest.mark.parametrize(
    "texte",
    [
        "Hello, my neighbour is not answering the door and I am really worried about her",
        "Buenos días, mi vecina no abre la puerta desde hace una semana y estoy muy preocupada",
        "Сосед не открывает дверь уже неделю",
        "جارتي لا تفتح الباب منذ أسبوع",
    ],
)
def test_un_message_dans_une_autre_langue_est_dit_tel_et_rien_n_est_affirme(
    classifieur: Classifieur, texte: str
) -> None:
    analyse = classifieur.analyser(texte)
    assert analyse.langue_etrangere
    assert not analyse.motifs
