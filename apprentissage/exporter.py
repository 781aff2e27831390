"""Du réseau appris au fichier livré : un graphe ONNX qui multiplie des nombres de huit bits."""

from __future__ import annotations

import copy
import logging
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from apprentissage.reseau import Couche, Reseau

ORDINAIRE = 0.99
"""Part des canaux laissés tels quels. Quelques-uns, toujours les mêmes, ont des valeurs dix fois plus grandes, et la
seule échelle d'une entrée sur huit bits écraserait les autres (mesures : ADR 0009)."""
_PETIT = 1024
"""Octets en dessous desquels un poids reste dans le graphe."""


class _Attention(torch.autograd.Function):
    """L'attention d'une couche, qu'onnxruntime calcule en un seul nœud ; en clair, elle en fait une vingtaine."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, tetes: int, echelle: float) -> Tensor:
        """Sans valeur utile : torch n'en lit que la forme, pour tracer le graphe."""
        return torch.zeros_like(q)

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, tetes: int, echelle: float) -> Any:
        """Le nœud écrit dans le graphe."""
        return g.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=tetes, scale_f=echelle).setType(q.type())


class _CoucheLivree(nn.Module):
    """Une couche telle qu'elle est lue, aux canaux extrêmes ramenés au rang devant les deux matrices internes.

    Ce qui est ôté à l'entrée est rendu par le poids : le résultat est le même avant réduction.
    """

    def __init__(self, couche: Couche, maxima: Mapping[nn.Linear, Tensor]) -> None:
        super().__init__()
        self.couche = couche
        self.baisse_fi, self.fi = _ramener(couche.fi, maxima[couche.fi])
        self.baisse_fo, self.fo = _ramener(couche.fo, maxima[couche.fo])

    def forward(self, x: Tensor, masque: Tensor) -> Tensor:
        """Les états `x` après cette couche ; un message étant lu seul, il n'y a rien à masquer."""
        c = self.couche
        x = c.aln(x + c.ao(_Attention.apply(c.q(x), c.k(x), c.v(x), c.tetes, c.echelle)))
        interne = F.gelu(self.fi(x * self.baisse_fi))
        sortie: Tensor = c.oln(x + self.fo(interne * self.baisse_fo))
        return sortie


class _Livre(nn.Module):
    """Ce que la lecture emploie : probabilités, apports de chaque morceau, probabilités des places."""

    def __init__(self, reseau: Reseau) -> None:
        super().__init__()
        self.reseau = reseau

    def forward(self, morceaux: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        logits, apports, places = self.reseau(morceaux, torch.ones_like(morceaux))
        return torch.sigmoid(logits)[0], apports[0], torch.softmax(places, dim=-1)[0]


@torch.no_grad()
def _maxima(reseau: Reseau, temoins: Sequence[Tensor]) -> Mapping[nn.Linear, Tensor]:
    """La plus grande valeur absolue de chaque canal à l'entrée des matrices internes, sur les messages témoins."""
    maxima: dict[nn.Linear, Tensor] = {}

    def retenir(matrice: nn.Linear, entrees: tuple[Tensor]) -> None:
        vus = entrees[0].abs().flatten(0, -2).amax(0)
        maxima[matrice] = torch.maximum(maxima.get(matrice, vus), vus)

    guets = [m.register_forward_pre_hook(retenir) for couche in reseau.couches for m in (couche.fi, couche.fo)]
    for morceaux in temoins:
        reseau(morceaux[None], torch.ones_like(morceaux[None]))
    for guet in guets:
        guet.remove()
    return maxima


def _ramener(lineaire: nn.Linear, maxima: Tensor) -> tuple[Tensor, nn.Linear]:
    """Le facteur de chaque canal d'entrée, et la matrice qui le compense."""
    hausse = (maxima / maxima.quantile(ORDINAIRE)).clamp(min=1)
    compensee = nn.Linear(lineaire.in_features, lineaire.out_features)
    compensee.weight = nn.Parameter(lineaire.weight * hausse)
    compensee.bias = lineaire.bias
    return 1 / hausse, compensee


@contextmanager
def _sans_bavardage() -> Iterator[None]:
    """Le temps d'une réduction : onnxruntime écrit au journal une ligne par nœud réduit."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def exporter(reseau: Reseau, temoins: Sequence[Tensor], chemin: Path) -> None:
    """Écrit le modèle ONNX, un message à la fois, entrées sur huit bits et poids sur sept, par canal.

    `temoins` : des messages en morceaux, sur lesquels on voit quels canaux ont des valeurs extrêmes. Les poids vont
    dans un fichier voisin, du même nom en `.poids` : onnxruntime le projette en mémoire au lieu de le recopier, 27 Mio
    de moins.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    reseau = copy.deepcopy(reseau).eval()
    maxima = _maxima(reseau, temoins)
    reseau.couches = nn.ModuleList(_CoucheLivree(couche, maxima) for couche in reseau.couches)
    exemple = torch.tensor([[0, 5, 6, 7, 2]])
    with tempfile.TemporaryDirectory() as dossier, warnings.catch_warnings(), _sans_bavardage():
        warnings.simplefilter("ignore")
        entier, reduit = Path(dossier) / "entier.onnx", Path(dossier) / "reduit.onnx"
        torch.onnx.export(
            _Livre(reseau),
            (exemple,),
            str(entier),
            input_names=["morceaux"],
            output_names=["probabilites", "apports", "places"],
            dynamic_axes={"morceaux": {1: "n"}, "apports": {0: "n"}, "places": {0: "n"}},
            opset_version=17,
            dynamo=False,
        )
        # Sept bits de poids : sur un processeur sans VNNI, la somme de deux produits de huit bits déborderait.
        quantize_dynamic(entier, reduit, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        poids = chemin.with_suffix(".poids")
        poids.unlink(missing_ok=True)  # onnx ajoute à la fin d'un fichier déjà là
        onnx.save_model(
            onnx.load(reduit),
            chemin,
            save_as_external_data=True,
            location=poids.name,
            size_threshold=_PETIT,
        )
        poids.chmod(0o644)
