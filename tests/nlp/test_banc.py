"""Le banc compare à armes égales : ce qui est jugé n'est pas appris, et les colonnes comptent juste."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.nlp.__main__ import main
from benchmarks.nlp.chaine import ModeleRefuse
from benchmarks.nlp.mesure import Lectures, noter, regler
from benchmarks.nlp.pairs import PAIRS
from benchmarks.nlp.partage import MainInconnue, partager
from domain.signalement import Analyse, Motif
from nlp.evaluation import CORPUS

ESSAI = ["--juger", "as,gp", "--regler", "vo", "--tranche", "12"]


def lignes(*motifs: list[str]) -> list[Mapping[str, object]]:
    return [{"id": f"m-{rang}", "text": str(rang), "motifs": siens} for rang, siens in enumerate(motifs)]


def scores(impayes: float, violence: float) -> Analyse:
    return Analyse(scores={Motif.IMPAYES: impayes, Motif.VIOLENCE: violence})


def test_les_mains_jugees_et_celle_du_reglage_ne_sont_pas_apprises() -> None:
    partage = partager(CORPUS, ("as", "gp"), "vo")
    assert partage.apprises == tuple(sorted({f.stem for f in CORPUS.glob("*.jsonl")} - {"as", "gp", "vo"}))
    assert {ligne["id"][:2] for ligne in partage.apprentissage} == set(partage.apprises)
    assert {ligne["id"][:2] for ligne in partage.reglage} == {"vo"}
    assert {ligne["id"][:2] for ligne in partage.jugement} == {"as", "gp"}


@pytest.mark.parametrize(("jugees", "reglage"), [(("as", "vo"), "vo"), (("as", "zz"), "vo"), (("as", "as"), "vo")])
def test_un_partage_qui_melange_les_mains_est_refuse(jugees: tuple[str, ...], reglage: str) -> None:
    with pytest.raises(MainInconnue):
        partager(CORPUS, jugees, reglage)


def test_l_affichage_dit_qui_apprend_sans_les_mains_jugees(capsys: pytest.CaptureFixture[str]) -> None:
    main([*ESSAI, "--lectures", "vigie"])
    affiche = capsys.readouterr().out
    apprises = affiche.partition("Appris : 12 messages de ")[2].partition(".")[0].split(", ")
    assert "cr" in apprises
    assert not {"as", "gp", "vo"} & set(apprises)
    assert "non mesuré" in affiche


@pytest.mark.parametrize("fiche", [{"mains": ["cr", "as"]}, {"a_l_ecart": ["as", "vo"]}, {}])
def test_un_modele_qui_a_appris_une_main_jugee_ou_ne_le_dit_pas_est_refuse(tmp_path: Path, fiche: object) -> None:
    (tmp_path / "fiche.json").write_text(json.dumps(fiche), encoding="utf-8")
    with pytest.raises(ModeleRefuse):
        main([*ESSAI, "--lectures", "vigie", "--modele", str(tmp_path)])


def test_le_seuil_est_celui_du_meilleur_micro_f1() -> None:
    vus = [["impayes"], ["violence"], []]
    seuil, micro = regler(vus, [a.scores for a in (scores(0.9, 0.2), scores(0.3, 0.4), scores(0.35, 0.1))])
    assert (seuil, micro) == (0.4, 1.0)


def test_des_scores_egaux_tombent_du_meme_cote_du_seuil() -> None:
    seuil, micro = regler([["impayes"], []], [scores(0.5, 0.5).scores, scores(0.5, 0.1).scores])
    assert (seuil, micro) == (0.5, 0.5)


def test_les_colonnes_comptent_juste_au_seuil_regle_ailleurs() -> None:
    reglage = lignes(["impayes"], [])
    jugement = lignes(["impayes"], ["violence"], ["impayes"], [], [])
    lectures = Lectures(
        reglage=[scores(0.6, 0.1), scores(0.5, 0.1)],
        jugement=[scores(0.7, 0.0), scores(0.0, 0.5), scores(0.6, 0.0), scores(0.0, 0.9), scores(0.59, 0.0)],
        temps=[3.0, 1.0, 2.0, 9.0, 2.0],
        chargement=1.25,
        memoire=80.4,
    )
    colonnes = noter(lectures, reglage, jugement, a_seuil=True)
    assert colonnes.micro == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert colonnes.macro == pytest.approx(0.5)
    assert colonnes.violence == 0.0
    assert colonnes.violence_large is None
    assert colonnes.fausses_alertes == 0.5
    assert colonnes.ligne("essai") == "| essai | 0,67 | 0,50 | 0,67 | 0,00 | – | 50 % | 2,00 | 1,2 | 80 |"


def test_une_lecture_sans_seuil_est_notee_telle_quelle_a_verifier_a_part() -> None:
    lues = [Analyse(motifs=(Motif.VIOLENCE,)), Analyse(a_verifier=(Motif.VIOLENCE,)), Analyse()]
    lectures = Lectures(reglage=lues, jugement=lues, temps=[1.0], chargement=0.0, memoire=0.0)
    colonnes = noter(lectures, [], lignes(["violence"], ["violence"], []), a_seuil=False)
    assert (colonnes.violence, colonnes.violence_large, colonnes.fausses_alertes) == (0.5, 1.0, 0.0)


def test_une_lecture_se_mesure_dans_son_propre_processus(capsys: pytest.CaptureFixture[str]) -> None:
    main([*ESSAI, "--lectures", "regles"])
    derniere = capsys.readouterr().out.splitlines()[-1]
    assert derniere.startswith(f"| {PAIRS['regles'].nom} | 0,")
