"""Le banc compare à armes égales : ce qui est jugé n'est pas appris, et les colonnes comptent juste."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.nlp.__main__ import main
from benchmarks.nlp.chaine import ModeleRefuse
from benchmarks.nlp.mesure import Lectures, micro_regle, noter, regler
from benchmarks.nlp.pairs import PAIRS
from benchmarks.nlp.partage import repartir
from domain.signalement import Analyse, Motif
from nlp.evaluation import CORPUS

ESSAI = ["--tranche", "12"]


def lignes(*motifs: list[str]) -> list[Mapping[str, object]]:
    return [{"id": f"m-{rang}", "text": str(rang), "motifs": siens} for rang, siens in enumerate(motifs)]


def scores(impayes: float, violence: float) -> Analyse:
    return Analyse(scores={**dict.fromkeys(Motif, 0.0), Motif.IMPAYES: impayes, Motif.VIOLENCE: violence})


def test_les_mains_jugees_et_celles_du_reglage_ne_sont_pas_apprises() -> None:
    messages = repartir()
    reglees, jugees = messages.partage.moities
    usages = (messages.partage.apprises, reglees, jugees)
    assert sorted(main for usage in usages for main in usage) == sorted(f.stem for f in CORPUS.glob("*.jsonl"))
    for usage, siens in zip(usages, (messages.apprentissage, messages.reglage, messages.jugement), strict=True):
        assert {ligne["id"][:2] for ligne in siens} == set(usage)


def test_les_deux_moities_se_valent_et_le_tiers_est_un_tiers() -> None:
    messages = repartir()
    apprises, reglees, jugees = (len(m) for m in (messages.apprentissage, messages.reglage, messages.jugement))
    assert 0.6 < apprises / (apprises + reglees + jugees) < 0.7
    assert abs(reglees - jugees) < 0.15 * (reglees + jugees)


def test_sans_modele_la_ligne_de_vigie_dit_qu_elle_n_est_pas_mesuree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*ESSAI, "--lectures", "vigie", "--modele", str(tmp_path / "rien")])
    affiche = capsys.readouterr().out
    assert "Appris : 12 messages de " in affiche
    assert "non mesuré" in affiche


@pytest.mark.parametrize("fiche", [{}, {"corpus": "autre", "reglee_sur": ["vo"]}, {"corpus": "EMPREINTE"}])
def test_un_modele_qui_a_appris_autre_chose_ou_n_est_pas_regle_est_refuse(tmp_path: Path, fiche: object) -> None:
    ecrite = json.dumps(fiche).replace("EMPREINTE", repartir(1).empreinte)
    (tmp_path / "fiche.json").write_text(ecrite, encoding="utf-8")
    with pytest.raises(ModeleRefuse):
        main([*ESSAI, "--lectures", "vigie", "--modele", str(tmp_path)])


def test_le_seuil_de_chaque_motif_est_celui_de_son_meilleur_f1() -> None:
    vus = [["impayes"], ["violence"], []]
    lus = [a.scores for a in (scores(0.9, 0.2), scores(0.3, 0.4), scores(0.35, 0.1))]
    seuils = regler(vus, lus)
    assert (seuils[Motif.IMPAYES], seuils[Motif.VIOLENCE], seuils[Motif.DECES]) == (0.9, 0.4, float("inf"))
    assert micro_regle(vus, lus) == 1.0


def test_des_scores_egaux_tombent_du_meme_cote_du_seuil() -> None:
    vus, lus = [["impayes"], []], [scores(0.5, 0.0).scores, scores(0.5, 0.0).scores]
    assert regler(vus, lus)[Motif.IMPAYES] == 0.5
    assert micro_regle(vus, lus) == pytest.approx(2 / 3)


def test_les_colonnes_comptent_juste_au_seuil_regle_ailleurs() -> None:
    reglage = lignes(["impayes"], ["violence"])
    jugement = lignes(["impayes"], ["violence"], ["impayes"], [], [])
    lectures = Lectures(
        reglage=[scores(0.6, 0.1), scores(0.5, 0.9)],
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
