// Texts of the picture of an offer.

import { textsOf } from "../../kit/language.js";

export const t = textsOf({
  picture: { fr: "Image", en: "Picture" },
  pictureHint: {
    fr: "JPEG, PNG ou WebP, 400 pixels au moins. L'affiche est montrée au format 4:3.",
    en: "JPEG, PNG or WebP, 400 pixels at least. The poster is shown in 4:3.",
  },
  chosen: { fr: "Image choisie", en: "Chosen picture" },
  shown: { fr: "Image de l'offre", en: "Picture of the offer" },
  choose: { fr: "Choisir une image", en: "Choose a picture" },
  change: { fr: "Changer l'image", en: "Change the picture" },
  tooSmall: {
    fr: "Cette image est trop petite : 400 pixels au moins de chaque côté.",
    en: "This picture is too small: 400 pixels at least on each side.",
  },
  unreadable: {
    fr: "Ce fichier ne se lit pas comme une image. Essayez un JPEG ou un PNG.",
    en: "This file cannot be read as a picture. Try a JPEG or a PNG.",
  },
  crop: { fr: "Cadrer l'image", en: "Crop the picture" },
  cropHint: {
    fr: "Glissez l'image ou utilisez les flèches ; plus et moins pour zoomer.",
    en: "Drag the picture or use the arrow keys; plus and minus to zoom.",
  },
  cropped: { fr: "Image à cadrer", en: "Picture to crop" },
  place: {
    fr: "{x} % depuis la gauche, {y} % depuis le haut, zoom {zoom} %",
    en: "{x}% from the left, {y}% from the top, zoom {zoom}%",
  },
  left: { fr: "Vers la gauche", en: "Left" },
  right: { fr: "Vers la droite", en: "Right" },
  up: { fr: "Vers le haut", en: "Up" },
  down: { fr: "Vers le bas", en: "Down" },
  closer: { fr: "Agrandir", en: "Zoom in" },
  further: { fr: "Réduire", en: "Zoom out" },
  keep: { fr: "Garder ce cadrage", en: "Keep this crop" },
  send: { fr: "Envoyer l'image", en: "Send the picture" },
  sent: { fr: "L'image est changée.", en: "The picture is changed." },
});
