export * from "firebase/app";
