"""Du réseau appris au dossier livré : ONNX sur huit bits, découpage, fiche avec empreintes."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from apprentissage.reseau import Reseau


class _Livre(nn.Module):
    """Ce que la lecture emploie : probabilités, apports de chaque morceau, probabilités des places."""

    def __init__(self, reseau: Reseau) -> None:
        super().__init__()
        self.reseau = reseau

    def forward(self, morceaux: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        logits, apports, places = self.reseau(morceaux, torch.ones_like(morceaux))
        return torch.sigmoid(logits)[0], apports[0], torch.softmax(places, dim=-1)[0]


def exporter(reseau: Reseau, chemin: Path) -> None:
    """Écrit le modèle ONNX, un message à la fois, poids sur huit bits par canal."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    livre = _Livre(reseau.eval())
    exemple = torch.tensor([[0, 5, 6, 7, 2]])
    with tempfile.TemporaryDirectory() as dossier, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        entier = Path(dossier) / "entier.onnx"
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
        quantize_dynamic(entier, chemin, weight_type=QuantType.QInt8, per_channel=True, reduce_range=False)
