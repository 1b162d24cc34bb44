import * as leaflet from "leaflet";

export default leaflet;
