"""Apprendre, exporter, relire : toute la voie, sur une tranche du corpus et un réseau minuscule."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from apprentissage.base import SPECIAUX, Base, Tableau, decoupage
from apprentissage.exemples import Exemple, exemple
from nlp.appris.decoupage import Decoupeur
from nlp.appris.etiquettes import ETIQUETTES
from nlp.appris.modele import Modele
from nlp.classifieur import ModeleInvalide
from nlp.evaluation import CORPUS, lire_lignes

if TYPE_CHECKING:
    from torch import Tensor

    from apprentissage.reseau import Reseau

pytestmark = pytest.mark.apprentissage

D, COUCHES, INTERNE, POSITIONS = 32, 2, 64, 512
TEXTE = "Mme Roy, bât C porte 12, ne répond plus depuis mai et son voisin crie la nuit."


@pytest.fixture(scope="module")
def tranche() -> list[Exemple]:
    """Soixante messages du corpus."""
    return [exemple(ligne) for ligne in lire_lignes(CORPUS / "ge.jsonl")[:60]]


@pytest.fixture(scope="module")
def base(tranche: list[Exemple]) -> Base:
    """Un encodeur minuscule, aux poids tirés au hasard ; ses morceaux sont les lettres et les mots de la tranche."""
    alea = np.random.default_rng(7)
    textes = " ".join(e.texte for e in tranche) + TEXTE
    lettres = sorted({c for c in textes if not c.isspace()} | {"▁"})
    mots = sorted({f"▁{m}" for m in re.findall(r"\w{2,}", textes)})
    morceaux = [(s, 0.0) for s in SPECIAUX] + [(c, -9.0) for c in lettres] + [(m, -6.0) for m in mots]

    def tirer(*forme: int) -> Tableau:
        return alea.normal(0, 0.1, forme).astype(np.float32)

    un, nul = np.ones(D, np.float32), np.zeros(D, np.float32)
    poids = {"emb.word": tirer(len(morceaux), D), "emb.pos": tirer(POSITIONS, D), "emb.type": tirer(2, D)}
    poids |= {"emb.ln.w": un, "emb.ln.b": nul}
    for rang in range(COUCHES):
        formes = {"q": (D, D), "k": (D, D), "v": (D, D), "ao": (D, D), "fi": (INTERNE, D), "fo": (D, INTERNE)}
        for nom, forme in formes.items():
            poids |= {f"l{rang}.{nom}.w": tirer(*forme), f"l{rang}.{nom}.b": np.zeros(forme[0], np.float32)}
        for nom in ("aln", "oln"):
            poids |= {f"l{rang}.{nom}.w": un, f"l{rang}.{nom}.b": nul}
    return Base(D, COUCHES, 4, INTERNE, POSITIONS, 1e-12, morceaux, poids)


@pytest.fixture(scope="module")
def pertes() -> list[float]:
    """La perte de chaque époque, remplie par l'apprentissage."""
    return []


@pytest.fixture(scope="module")
def reseau(tranche: list[Exemple], base: Base, pertes: list[float]) -> Reseau:
    """Un réseau appris comme celui qu'on livre."""
    from apprentissage.entrainer import Recette, entrainer

    def dire(texte: str) -> None:
        lue = re.search(r"perte ([\d.]+)", texte)
        assert lue is not None
        pertes.append(float(lue.group(1)))

    recette = Recette(epoques=2, lot=4, pas=1e-3, pas_tetes=1e-2, couches_figees=0)
    return entrainer(tranche, base, Decoupeur(decoupage(base.morceaux)), recette, dire)


@pytest.fixture(scope="module")
def dossier(reseau: Reseau, base: Base, tranche: list[Exemple], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un modèle écrit comme celui qu'on livre."""
    from apprentissage.livrer import ecrire_fiche, livrer, livrer_ngrammes
    from apprentissage.reglages import NEUTRES

    ou = tmp_path_factory.mktemp("appris")
    livrer(ou, reseau, base, tranche)
    livrer_ngrammes(ou, tranche)
    ecrire_fiche(ou, NEUTRES, {"mains": ["ge"]})
    return ou


@pytest.mark.usefixtures("reseau")
def test_la_perte_baisse(pertes: list[float]) -> None:
    assert len(pertes) == 2
    assert pertes[1] < 0.8 * pertes[0]


def test_le_modele_ecrit_se_relit_et_lit_un_message(dossier: Path) -> None:
    lu = Modele.charger(dossier).lire(TEXTE)
    assert set(lu.probabilites) == set(ETIQUETTES)
    assert all(0 < p < 1 for p in lu.probabilites.values())
    assert lu.apports.shape == (len(lu.bornes), len(ETIQUETTES))
    assert "".join(TEXTE[a:b] for a, b in lu.bornes).strip() == TEXTE


def _ecart(reseau: Reseau, morceaux: Tensor, chemin: Path) -> float:
    """De combien, en moyenne, les logits du modèle écrit s'écartent de ceux du réseau."""
    import torch
    from onnxruntime import InferenceSession

    from apprentissage.exporter import exporter

    exporter(reseau, [morceaux], chemin)
    lues, _, _ = InferenceSession(chemin).run(None, {"morceaux": morceaux[None].numpy()})
    with torch.no_grad():
        logits, _, _ = reseau(morceaux[None], torch.ones_like(morceaux[None]))
    return float(np.abs(np.log(lues / (1 - lues)) - logits[0].numpy()).mean())


def test_le_modele_ecrit_dit_ce_que_le_reseau_disait_meme_quand_un_canal_a_des_valeurs_extremes(
    reseau: Reseau, base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    morceaux = torch.tensor([0, *Decoupeur(decoupage(base.morceaux)).decouper(TEXTE).numeros, 2])
    assert _ecart(reseau, morceaux, tmp_path / "ordinaire.onnx") < 0.01
    with torch.no_grad():
        for couche in (extreme := copy.deepcopy(reseau)).couches:
            couche.fi.weight[5] *= 60
            couche.fi.bias[5] = 20
            couche.fo.weight[:, 5] /= 60
    ramene = _ecart(extreme, morceaux, tmp_path / "ramene.onnx")
    monkeypatch.setattr("apprentissage.exporter.ORDINAIRE", 1.0)
    tel_quel = _ecart(extreme, morceaux, tmp_path / "tel_quel.onnx")
    assert ramene < 0.01 < tel_quel


def test_un_message_tres_long_ou_vide_se_lit_aussi(dossier: Path) -> None:
    modele = Modele.charger(dossier)
    assert set(modele.lire("").probabilites) == set(ETIQUETTES)
    assert len(modele.lire(TEXTE * 40).bornes) > 400


@pytest.mark.parametrize("nom", ["modele.onnx", "modele.poids", "decoupage.model", "ngrammes.npz"])
def test_un_fichier_change_est_refuse(dossier: Path, nom: str) -> None:
    fichier = dossier / nom
    intact = fichier.read_bytes()
    try:
        fichier.write_bytes(intact[:-1] + bytes([intact[-1] ^ 1]))
        with pytest.raises(ModeleInvalide, match=nom):
            Modele.charger(dossier)
    finally:
        fichier.write_bytes(intact)
    Modele.charger(dossier)


def test_un_exemple_exporte_deux_fois_n_est_appris_qu_une_dans_sa_derniere_version(tmp_path: Path) -> None:
    from apprentissage.__main__ import lire_corrections

    ligne = {"id": "cor-1", "text": "ne paie\u2028plus", "motifs": [], "urgence": None, "traps": ["erreur"]}
    exports = [tmp_path / "une.jsonl", tmp_path / "autre.jsonl"]
    for export, motifs in zip(exports, ([], ["impayes"]), strict=True):
        lignes = [{**ligne, "motifs": motifs}, {**ligne, "id": f"cor-{export.stem}"}]
        export.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lignes), "utf-8")
    lues = lire_corrections(exports)
    assert [(x["id"], x["motifs"]) for x in lues] == [("cor-1", ["impayes"]), ("cor-une", []), ("cor-autre", [])]
    assert not any("traps" in x for x in lues)
