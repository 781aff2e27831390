"""La carte d'équipe (sans identité), la fiche d'un dossier et le rappel d'une tentative (en privé)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from domain.aller_vers import Resultat, TentativePrevue
from domain.calendrier import Calendrier
from domain.dossier import Cloture, EtatDossier
from domain.personne import Competence
from domain.raison import COMPETENCES
from domain.signalement import Urgence
from domain.texte import accorder
from storage.dossiers import Tentative
from usecases.aller_vers import approche_de
from usecases.montrer import VueDossier, VueEquipe, VueTentative
from usecases.prendre_en_charge import MOTIFS_REORIENTATION
from views.codec import Action
from views.ecran import INSECABLE, Bouton, Ecran, brut, champ, citer, decouper, gras, insecables
from views.lieu import ecrire_lieu, nom_residence
from views.urgences import numeros

_URGENT = {Urgence.IMMEDIATE: "🔴", Urgence.HAUTE: "🟠", Urgence.NORMALE: "🔵"}

Rangees = tuple[tuple[Bouton, ...], ...]

_RESULTATS = (Resultat.RENCONTRE, Resultat.ABSENT, Resultat.REFUS, Resultat.INJOIGNABLE)

BLOQUEE = insecables("Situation bloquée : à l’ordre du jour de la veille")

DERNIERES = 10
"""Tentatives, et dossiers à rapprocher, que la fiche nomme : au-delà elle ne tiendrait plus dans un message."""

TEXTE_MAX = 1800
"""Au-delà, le message d'origine précède la fiche au lieu d'y tenir."""


def _heure_de(calendrier: Calendrier) -> Callable[[datetime], str]:
    """De quoi dire un instant sans qu'il se coupe en fin de ligne."""
    return lambda instant: insecables(calendrier.en_toutes_lettres(instant))


def montrer_equipe(vue: VueEquipe) -> Ecran:
    """La carte d'un dossier dans le groupe : référence, motifs, urgence, résidence, qui, avant quand."""
    dossier, dire = vue.dossier, _heure_de(vue.calendrier)
    lignes = [f"{_URGENT[dossier.urgence]} {gras(dossier.reference)}"]
    if vue.afficher_motifs:
        lignes.append(champ("Motifs", ", ".join(brut(motif.libelle) for motif in dossier.motifs)))
    lignes.append(champ("Urgence", gras(dossier.urgence.libelle)))
    lignes.append(champ("Résidence", brut(nom_residence(vue.residence))))
    if dossier.etat is EtatDossier.OUVERT:
        lignes.append(insecables(brut(dossier.raison or "")))
        if dossier.a_prendre_avant is not None:
            lignes.append(f"À prendre en charge avant le {dire(dossier.a_prendre_avant)}")
    elif dossier.etat is EtatDossier.PRIS_EN_CHARGE and dossier.pris_le is not None:
        lignes.append(f"✅ Pris en charge par {gras(vue.charge or '')} le {dire(dossier.pris_le)}")
        if dossier.situation_bloquee:
            lignes.append(BLOQUEE)
    else:
        lignes.append(_fin(dossier.cloture))
    return Ecran("\n".join(ligne for ligne in lignes if ligne), _boutons_equipe(vue))


def _fin(cloture: Cloture | None) -> str:
    if cloture is Cloture.ERREUR:
        return champ("Retiré", "signalé par erreur par son auteur")
    return "Dossier clos"


def _boutons_equipe(vue: VueEquipe) -> Rangees:
    etat, ecran = vue.dossier.etat, vue.card.ecran
    if etat is EtatDossier.CLOS:
        return ((Bouton("Détails", Action.DETAILS),),)
    retour = (Bouton("Retour", Action.REORIENTER if ecran == "reorienter" else Action.AVIS),)
    if ecran == "reorienter":
        return (*((Bouton(dit, Action.REORIENTER, code),) for code, dit in MOTIFS_REORIENTATION.items()), retour)
    if ecran == "avis":
        return (*((Bouton(_capitale(COMPETENCES[c]), Action.AVIS, c.value),) for c in Competence), retour)
    suivi = Bouton("Je prends en charge", Action.PRENDRE)
    if etat is EtatDossier.PRIS_EN_CHARGE:
        suivi = Bouton("Rendre", Action.RENDRE)
    return (
        (suivi, Bouton("Détails", Action.DETAILS)),
        (Bouton("Réorienter", Action.REORIENTER), Bouton("Avis de la cellule", Action.AVIS)),
    )


def _capitale(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def montrer_dossier(vue: VueDossier) -> Ecran:
    """La fiche complète, en privé et protégée : qui, où, ce qui a été dit, ce qui a été fait."""
    dossier = vue.dossier
    lignes = [numeros(dossier.motifs), ""] if _en_danger(vue) else []
    lignes.append(f"{_URGENT[dossier.urgence]} {champ(gras(dossier.reference), _etat(vue))}")
    lignes.append(champ("Motifs", ", ".join(brut(motif.libelle) for motif in dossier.motifs)))
    lignes.append(champ("Urgence", gras(dossier.urgence.libelle)))
    lignes.append(champ("Lieu", brut(ecrire_lieu(vue.residence, dossier.lieu) or "non connu")))
    lignes.append(champ("Locataire", brut(dossier.locataire or "non précisé")))
    if vue.partenaires:
        lignes.append(champ("Partenaires à solliciter", brut(" ; ".join(vue.partenaires))))
    paroles = "\n\n".join(_paroles(vue))
    longs = len(brut(paroles)) > TEXTE_MAX
    if not longs:
        lignes += ["", brut(paroles)]
    lignes += _suivi(vue)
    avant = tuple(decouper(paroles)) if longs else ()
    pieces = [piece for s in vue.signalements for piece in (s.piece or "").split("\n") if piece]
    pieces += [piece for c in vue.complements for piece in (c.piece or "").split("\n") if piece]
    return Ecran("\n".join(lignes), _boutons_dossier(vue), True, avant, tuple(pieces))


def _en_danger(vue: VueDossier) -> bool:
    return vue.dossier.urgence is Urgence.IMMEDIATE and vue.dossier.etat is EtatDossier.OUVERT


def _etat(vue: VueDossier) -> str:
    dossier = vue.dossier
    if dossier.etat is EtatDossier.PRIS_EN_CHARGE:
        return f"pris en charge par {brut(vue.charge or '')}"
    if dossier.etat is EtatDossier.CLOS:
        return f"clos ({dossier.cloture.libelle.lower() if dossier.cloture else 'sans motif'})"
    return "à prendre en charge"


def _paroles(vue: VueDossier) -> list[str]:
    """Ce que les personnes ont écrit, chacune nommée et datée ; l'échappement vient après."""
    dire = _heure_de(vue.calendrier)
    paroles = [(s.cree_le, s.auteur_id, s.texte, "a signalé") for s in vue.signalements]
    paroles += [(c.cree_le, c.auteur_id, c.texte, "a ajouté") for c in vue.complements]
    return [
        f"{vue.auteurs[auteur]} {verbe} le {dire(quand)}{INSECABLE}:\n{citer(texte) if texte else 'message sans texte'}"
        for quand, auteur, texte, verbe in sorted(paroles)
    ]


def _suivi(vue: VueDossier) -> list[str]:
    lignes = [""] if vue.tentatives or vue.semblables else []
    if (tues := len(vue.tentatives) - DERNIERES) > 0:
        lignes.append(f"{accorder(tues, 'tentative plus ancienne', 'tentatives plus anciennes')}")
    for tentative in vue.tentatives[-DERNIERES:]:
        lignes.append(champ(f"Tentative {tentative.numero}", brut(_dire_tentative(vue, tentative))))
    if vue.dossier.situation_bloquee:
        lignes.append(BLOQUEE)
    if vue.dossier.inscrit:
        lignes.append("Inscrit à la prochaine réunion de veille")
    if vue.semblables:
        lignes.append(champ("À rapprocher de", f"{', '.join(vue.semblables[:DERNIERES])} (même logement ou même nom)"))
    return lignes


def _dire_tentative(vue: VueDossier | VueTentative, tentative: Tentative) -> str:
    prevue = TentativePrevue(tentative.numero, tentative.prevue_le, approche_de(tentative))
    dite = insecables(prevue.en_clair(vue.calendrier))
    return f"{dite} → {Resultat(tentative.resultat).libelle}" if tentative.resultat else dite


def _boutons_dossier(vue: VueDossier) -> Rangees:
    dossier, ecran = vue.dossier, vue.card.ecran
    if dossier.etat is EtatDossier.CLOS:
        return ((Bouton("Rouvrir", Action.ROUVRIR),),)
    if ecran == "cloture":
        motifs = [motif for motif in Cloture if motif is not Cloture.ERREUR]
        retour = (Bouton("Retour", Action.ECRAN, ""),)
        return (*((Bouton(motif.libelle, Action.CLOTURER, motif.value),) for motif in motifs), retour)
    if dossier.etat is EtatDossier.OUVERT:
        rangees: Rangees = ((Bouton("Je prends en charge", Action.PRENDRE),),)
    elif vue.peut_suivre:
        a_faire = any(t.resultat is None for t in vue.tentatives)
        rangees = _boutons_resultat() if a_faire else ()
        rangees = (*rangees, (Bouton("Rendre", Action.RENDRE),))
    else:
        rangees = ()
    if vue.peut_suivre:
        rangees = (*rangees, (Bouton("Clôturer", Action.ECRAN, "cloture"),))
    return (*rangees, (Bouton("Inscrire à la veille", Action.INSCRIRE),)) if not dossier.inscrit else rangees


def _boutons_resultat() -> Rangees:
    r = [Bouton(resultat.libelle, Action.RESULTAT, resultat.value) for resultat in _RESULTATS]
    return ((r[0], r[1]), (r[2], r[3]), (Bouton("Reporter", Action.RESULTAT, Resultat.REPORTE.value),))


def montrer_tentative(vue: VueTentative) -> Ecran:
    """Le rappel d'une tentative, et ses résultats d'un geste."""
    tentative = vue.tentative
    titre = f"{gras(vue.dossier.reference)}, tentative {tentative.numero}"
    lieu = champ("Résidence", brut(nom_residence(vue.residence)))
    if tentative.resultat is None and vue.dossier.etat is EtatDossier.PRIS_EN_CHARGE:
        due = tentative.prevue_le <= vue.now
        dite = brut(_dire_tentative(vue, tentative))
        lignes = [titre, dite, lieu, "", insecables("Qu’est-ce que cela a donné ?") if due else "Reportée."]
        return Ecran("\n".join(lignes), (*_boutons_resultat(), (Bouton("Détails", Action.DETAILS),)), True)
    if tentative.resultat is None:
        return Ecran(f"{titre}\nCe dossier n’est plus suivi par vous.", (), True)
    lignes = [titre, lieu, champ("Résultat noté", gras(Resultat(tentative.resultat).libelle))]
    if vue.suivante is not None:
        lignes.append(champ("Prochaine", brut(_dire_tentative(vue, vue.suivante))))
    if vue.dossier.situation_bloquee:
        lignes.append(BLOQUEE)
    return Ecran("\n".join(lignes), ((Bouton("Détails", Action.DETAILS),),), True)
