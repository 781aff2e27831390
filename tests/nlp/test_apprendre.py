"""Apprendre sur une tranche du corpus, et refuser un modèle qui n'est pas celui de sa fiche."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from apprentissage.exemples import exemple
from apprentissage.ngrammes import apprendre_ngrammes
from domain.signalement import Motif
from nlp.appris.etiquettes import ETIQUETTES
from nlp.appris.modele import DOSSIER, FICHIERS, Modele
from nlp.appris.ngrammes import Ngrammes
from nlp.classifieur import ModeleInvalide
from nlp.evaluation import CORPUS, lire_lignes


def test_une_tranche_du_corpus_s_apprend_et_lit_une_autre_main() -> None:
    appris = [exemple(ligne) for main in ("cr", "gj", "ra") for ligne in lire_lignes(CORPUS / f"{main}.jsonl")]
    ngrammes = Ngrammes(apprendre_ngrammes(appris))
    rang = ETIQUETTES.index(Motif.IMPAYES.value)
    lignes = lire_lignes(CORPUS / "vo.jsonl")
    avec = [float(ngrammes.cotes(x["text"])[rang]) for x in lignes if Motif.IMPAYES in x["motifs"]]
    sans = [float(ngrammes.cotes(x["text"])[rang]) for x in lignes if Motif.IMPAYES not in x["motifs"]]
    bien_ranges = sum(a > b for a in avec for b in sans) / (len(avec) * len(sans))
    assert bien_ranges > 0.85


@pytest.fixture
def copie(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DOSSIER, tmp_path / "modele"))


@pytest.mark.parametrize("nom", FICHIERS)
def test_un_modele_dont_un_fichier_a_change_est_refuse(copie: Path, nom: str) -> None:
    with (copie / nom).open("r+b") as fichier:
        fichier.seek(-1, 2)
        dernier = fichier.read(1)
        fichier.seek(-1, 2)
        fichier.write(bytes([dernier[0] ^ 1]))
    with pytest.raises(ModeleInvalide, match=nom):
        Modele.charger(copie)


@pytest.mark.parametrize("cle", ["empreintes", "seuils"])
def test_une_fiche_incomplete_est_refusee(copie: Path, cle: str) -> None:
    chemin = copie / "fiche.json"
    fiche = json.loads(chemin.read_text(encoding="utf-8"))
    chemin.write_text(json.dumps({**fiche, cle: {}}), encoding="utf-8")
    with pytest.raises(ModeleInvalide):
        Modele.charger(copie)
