"""Le réseau appris : un encodeur, et trois lectures du même texte.

- une étiquette (les douze motifs, deux niveaux d'urgence) pèse chaque morceau puis additionne ce qu'il apporte : le
  détail de cette somme est l'explication montrée aux personnes ;
- chaque morceau porte aussi sa place dans un repère (résidence, bâtiment… locataire).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from apprentissage.base import Base


class Couche(nn.Module):
    """Une couche BERT : attention puis réseau interne, chacun suivi d'une normalisation."""

    def __init__(self, base: Base) -> None:
        super().__init__()
        d = base.dimension
        self.tetes = base.tetes
        self.echelle = (d // base.tetes) ** -0.5
        self.q, self.k, self.v, self.ao = (nn.Linear(d, d) for _ in range(4))
        self.fi, self.fo = nn.Linear(d, base.interne), nn.Linear(base.interne, d)
        self.aln, self.oln = (nn.LayerNorm(d, eps=base.epsilon) for _ in range(2))

    def forward(self, x: Tensor, masque: Tensor) -> Tensor:
        """Les états `x` après cette couche ; `masque` : 0 là où un morceau existe, très bas ailleurs.

        L'attention est écrite en clair : sur processeur, celle de torch prend un tiers du temps au retour.
        """
        b, t, d = x.shape
        q, k, v = (c(x).view(b, t, self.tetes, d // self.tetes).transpose(1, 2) for c in (self.q, self.k, self.v))
        with torch.autocast("cpu", enabled=False):
            vu = torch.softmax((q * self.echelle) @ k.transpose(-1, -2) + masque.to(q.dtype), dim=-1) @ v
        x = self.aln(x + self.ao(vu.transpose(1, 2).reshape(b, t, d)))
        sortie: Tensor = self.oln(x + self.fo(F.gelu(self.fi(x))))
        return sortie


class Reseau(nn.Module):
    """Encodeur et têtes ; `forward` rend (logits, apports de chaque morceau, logits des places)."""

    def __init__(self, base: Base, etiquettes: int, places: int, abandon: float = 0.1) -> None:
        super().__init__()
        d = base.dimension
        self.mots = nn.Embedding(len(base.morceaux), d)
        self.rangs = nn.Embedding(base.positions, d)
        self.ln = nn.LayerNorm(d, eps=base.epsilon)
        self.couches = nn.ModuleList(Couche(base) for _ in range(base.couches))
        self.abandon = nn.Dropout(abandon)
        self.etalon = nn.BatchNorm1d(d, affine=False, momentum=None)
        self.requetes = nn.Linear(d, etiquettes, bias=False)
        self.apports = nn.Linear(d, etiquettes, bias=False)
        self.biais = nn.Parameter(torch.full((etiquettes,), -2.0))
        self.places = nn.Linear(d, places)
        self._charger(base)

    def encoder(self, morceaux: Tensor, presents: Tensor) -> Tensor:
        """L'état de chaque morceau après la dernière couche."""
        rangs = torch.arange(morceaux.shape[1], device=morceaux.device)
        x = self.abandon(self.ln(self.mots(morceaux) + self.rangs(rangs)[None]))
        masque = (1 - presents[:, None, None, :]) * -1e4
        for couche in self.couches:
            x = couche(x, masque)
        return x

    @torch.no_grad()
    def etalonner(self, morceaux: Tensor, presents: Tensor) -> None:
        """Mesure moyenne et écart des états : ceux d'E5 se ressemblent tous, les têtes ont besoin de leurs écarts."""
        etats = self.encoder(morceaux, presents)[presents.to(torch.bool)]
        self.etalon.running_mean.copy_(etats.mean(0))
        self.etalon.running_var.copy_(etats.var(0))

    def figer(self, couches: int) -> None:
        """Les morceaux et les premières couches n'apprennent plus."""
        for partie in (self.mots, self.rangs, self.ln, *self.couches[:couches]):
            partie.requires_grad_(False)

    @torch.no_grad()
    def garder(self, etiquettes: int) -> None:
        """Ne garde que les premières étiquettes ; celles qui n'ont servi qu'à apprendre s'en vont."""
        self.requetes.weight = nn.Parameter(self.requetes.weight[:etiquettes].clone())
        self.apports.weight = nn.Parameter(self.apports.weight[:etiquettes].clone())
        self.biais = nn.Parameter(self.biais[:etiquettes].clone())

    def forward(self, morceaux: Tensor, presents: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits des étiquettes, apport de chaque morceau à chacune, logits des places."""
        x = self.encoder(morceaux, presents)
        h = self.abandon((x - self.etalon.running_mean) / torch.sqrt(self.etalon.running_var + 1e-4))
        poids = self.requetes(h).float().masked_fill(~presents[:, :, None].to(torch.bool), -1e4)
        apports = torch.softmax(poids, dim=1) * self.apports(h).float()
        return apports.sum(1) + self.biais, apports, self.places(h).float()

    def _charger(self, base: Base) -> None:
        p = base.poids
        d = base.dimension

        def mettre(cible: Tensor, nom: str) -> None:
            with torch.no_grad():
                cible.copy_(torch.from_numpy(p[nom].reshape(cible.shape)))

        mettre(self.mots.weight, "emb.word")
        mettre(self.rangs.weight, "emb.pos")
        with torch.no_grad():
            self.rangs.weight += torch.from_numpy(p["emb.type"].reshape(-1, d)[0])
        mettre(self.ln.weight, "emb.ln.w")
        mettre(self.ln.bias, "emb.ln.b")
        for rang, couche in enumerate(self.couches):
            for nom in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
                module = getattr(couche, nom)
                mettre(module.weight, f"l{rang}.{nom}.w")
                mettre(module.bias, f"l{rang}.{nom}.b")
        nn.init.normal_(self.requetes.weight, std=0.02)
        nn.init.normal_(self.apports.weight, std=0.02)
