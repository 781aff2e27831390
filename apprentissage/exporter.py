"""Du réseau appris au dossier livré : ONNX sur huit bits, découpage, fiche avec empreintes."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import Tensor, nn

from apprentissage.reseau import Reseau

BLOC = 32
"""Poids qui partagent une échelle dans les matrices sensibles."""
_PETIT = 1024
"""Octets en dessous desquels un poids reste dans le graphe."""
_SENSIBLES = ("/fi/", "/fo/")
"""Les réseaux internes des couches : leurs entrées ont des valeurs extrêmes, qu'une seule échelle écrase. Par blocs,
l'écart des logits à ceux du réseau non réduit passe de 0,41 à 0,09, pour 2,6 ms et 1,6 Mo de plus."""


class _Livre(nn.Module):
    """Ce que la lecture emploie : probabilités, apports de chaque morceau, probabilités des places."""

    def __init__(self, reseau: Reseau) -> None:
        super().__init__()
        self.reseau = reseau

    def forward(self, morceaux: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        logits, apports, places = self.reseau(morceaux, torch.ones_like(morceaux))
        return torch.sigmoid(logits)[0], apports[0], torch.softmax(places, dim=-1)[0]


@contextmanager
def _sans_bavardage() -> Iterator[None]:
    """Le temps d'une réduction : onnxruntime écrit au journal une ligne par nœud réduit."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def exporter(reseau: Reseau, chemin: Path) -> None:
    """Écrit le modèle ONNX, un message à la fois, poids sur huit bits : par canal, ou par blocs là où il le faut.

    Les poids vont dans un fichier voisin, du même nom en `.poids` : onnxruntime le projette en mémoire au lieu de le
    recopier, 27 Mio de moins.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

    livre = _Livre(reseau.eval())
    exemple = torch.tensor([[0, 5, 6, 7, 2]])
    with tempfile.TemporaryDirectory() as dossier, warnings.catch_warnings(), _sans_bavardage():
        warnings.simplefilter("ignore")
        entier, reduit = Path(dossier) / "entier.onnx", Path(dossier) / "reduit.onnx"
        torch.onnx.export(
            livre,
            (exemple,),
            str(entier),
            input_names=["morceaux"],
            output_names=["probabilites", "apports", "places"],
            dynamic_axes={"morceaux": {1: "n"}, "apports": {0: "n"}, "places": {0: "n"}},
            opset_version=17,
            dynamo=False,
        )
        noeuds = onnx.load(entier).graph.node
        sensibles = [n.name for n in noeuds if n.op_type == "MatMul" and any(s in n.name for s in _SENSIBLES)]
        quantize_dynamic(entier, reduit, weight_type=QuantType.QInt8, per_channel=True, nodes_to_exclude=sensibles)
        reglages = DefaultWeightOnlyQuantConfig(block_size=BLOC, is_symmetric=True, accuracy_level=4, bits=8)
        par_blocs = MatMulNBitsQuantizer(onnx.load(reduit), nodes_to_include=sensibles, algo_config=reglages)
        par_blocs.process()
        poids = chemin.with_suffix(".poids")
        poids.unlink(missing_ok=True)  # onnx ajoute à la fin d'un fichier déjà là
        onnx.save_model(
            par_blocs.model.model,
            chemin,
            save_as_external_data=True,
            location=poids.name,
            size_threshold=_PETIT,
        )
        poids.chmod(0o644)
