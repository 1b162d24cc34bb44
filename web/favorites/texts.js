// Texts of favourites.

import { textsOf } from "../kit/language.js";

export const t = textsOf({
  title: { fr: "Mes favoris", en: "My favourites" },
  heart: { fr: "Favori : {name}", en: "Favourite: {name}" },
  added: { fr: "Ajouté à tes favoris.", en: "Added to your favourites." },
  removed: { fr: "Retiré de tes favoris.", en: "Removed from your favourites." },
  needSignIn: {
    fr: "Connecte-toi pour retrouver tes favoris.",
    en: "Sign in to find your favourites.",
  },
  signIn: { fr: "Se connecter", en: "Sign in" },
  needPass: {
    fr: "Les favoris s'ouvrent avec ta demande de pass.",
    en: "Favourites come with your application for the pass.",
  },
  signUp: { fr: "Ouvrir mon pass", en: "Get my pass" },
  none: {
    fr: "Aucun favori pour l'instant. Touche le cœur d'une offre pour la garder ici.",
    en: "No favourites yet. Tap the heart of an offer to keep it here.",
  },
  discover: { fr: "Découvrir les offres", en: "Discover offers" },
});
