export * from "firebase/auth";
