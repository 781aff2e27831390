"""Apprendre la lecture par mots et morceaux de mots : TF-IDF et régression logistique, une par étiquette."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from apprentissage.exemples import Exemple
from nlp.appris.etiquettes import ETIQUETTES
from nlp.appris.ngrammes import traits

MESSAGES_MIN = 3
"""Un trait vu dans moins de messages n'est pas retenu."""
SOUPLESSE = 8.0


def apprendre_ngrammes(exemples: Sequence[Exemple]) -> bytes:
    """Le fichier que lit `nlp.appris.ngrammes.Ngrammes`."""
    compteur = TfidfVectorizer(analyzer=traits, min_df=MESSAGES_MIN, sublinear_tf=True)
    comptes = compteur.fit_transform([e.texte for e in exemples])
    poids, biais = [], []
    for rang in range(len(ETIQUETTES)):
        regression = LogisticRegression(C=SOUPLESSE, solver="liblinear", max_iter=200)
        regression.fit(comptes, [e.etiquettes[rang] for e in exemples])
        poids.append(regression.coef_[0])
        biais.append(regression.intercept_[0])
    tampon = io.BytesIO()
    np.savez_compressed(
        tampon,
        termes=np.frombuffer("\n".join(compteur.get_feature_names_out()).encode(), np.uint8),
        raretes=compteur.idf_.astype(np.float32),
        poids=np.stack(poids, axis=1).astype(np.float16),
        biais=np.array(biais, np.float32),
    )
    return tampon.getvalue()
