// The whole life of an account with Firebase's JavaScript SDK: node account.mjs SERVER MAIL_FOLDER
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { initializeApp } from "firebase/app";
import * as auth from "firebase/auth";

const [server, mailFolder] = process.argv.slice(2);
const app = initializeApp({ apiKey: "any", projectId: "culture-pass" });
const client = auth.initializeAuth(app, { persistence: auth.inMemoryPersistence });
auth.connectAuthEmulator(client, server, { disableWarnings: true });

const email = `ana.${process.pid}.${Date.now()}@example.org`;
const seenCodes = new Set();

async function refused(code, call) {
  await assert.rejects(call, (fault) => {
    assert.equal(fault.code, `auth/${code}`);
    return true;
  });
}

// The next code that was mailed to an address, as its link carries it.
async function mailedCode(to) {
  for (let tries = 0; tries < 200; tries += 1) {
    for (const name of existsSync(mailFolder) ? readdirSync(mailFolder) : []) {
      if (!name.endsWith(".eml")) continue;
      const mail = readFileSync(join(mailFolder, name), "utf8").replace(/=\r?\n/g, "").replace(/=3D/g, "=");
      const code = /oobCode=([\w-]+)/.exec(mail)?.[1];
      if (code && mail.includes(to) && !seenCodes.has(code)) {
        seenCodes.add(code);
        return code;
      }
    }
    await sleep(50);
  }
  throw new Error(`no mail to ${to}`);
}

const acts = {
  async "sign up"() {
    await refused("weak-password", () => auth.createUserWithEmailAndPassword(client, email, "short"));
    await refused("invalid-email", () => auth.createUserWithEmailAndPassword(client, "ana", "first-password"));
    const { user } = await auth.createUserWithEmailAndPassword(client, email, "first-password");
    assert.equal(user.email, email);
    assert.equal(user.emailVerified, false);
    await refused("email-already-in-use", () => auth.createUserWithEmailAndPassword(client, email, "first-password"));
  },
  async "name and picture"() {
    const user = client.currentUser;
    await auth.updateProfile(user, { displayName: "Ana Kieffer", photoURL: "https://example.org/ana.png" });
    await user.reload();
    assert.equal(user.displayName, "Ana Kieffer");
    assert.equal(user.photoURL, "https://example.org/ana.png");
    await auth.updateProfile(user, { displayName: "", photoURL: "" });
    await user.reload();
    assert.equal(user.displayName, null);
    assert.equal(user.photoURL, null);
  },
  async "verify the address"() {
    const user = client.currentUser;
    await auth.sendEmailVerification(user);
    const code = await mailedCode(email);
    const info = await auth.checkActionCode(client, code);
    assert.equal(info.operation, "VERIFY_EMAIL");
    assert.equal(info.data.email, email);
    await auth.applyActionCode(client, code);
    await user.reload();
    assert.equal(user.emailVerified, true);
    assert.equal((await user.getIdTokenResult(true)).claims.email_verified, true);
    await refused("invalid-action-code", () => auth.applyActionCode(client, code));
  },
  async "reset the password"() {
    await auth.sendPasswordResetEmail(client, email);
    await auth.sendPasswordResetEmail(client, "nobody@example.org");
    const code = await mailedCode(email);
    assert.equal(await auth.verifyPasswordResetCode(client, code), email);
    await refused("weak-password", () => auth.confirmPasswordReset(client, code, "short"));
    await auth.confirmPasswordReset(client, code, "second-password");
    await refused("invalid-action-code", () => auth.confirmPasswordReset(client, code, "third-password"));
  },
  async "sign in"() {
    await auth.signOut(client);
    assert.equal(client.currentUser, null);
    await refused("invalid-credential", () => auth.signInWithEmailAndPassword(client, email, "first-password"));
    await refused("invalid-credential", () => auth.signInWithEmailAndPassword(client, "nobody@example.org", "first-password"));
    const { user } = await auth.signInWithEmailAndPassword(client, email, "second-password");
    assert.equal(user.email, email);
  },
  async "refresh"() {
    const token = await client.currentUser.getIdToken();
    assert.equal(await client.currentUser.getIdToken(), token);
    const answer = await fetch(`${server}/v1/me`, {
      headers: { Authorization: `Bearer ${await client.currentUser.getIdToken(true)}` },
    });
    assert.equal(answer.status, 200);
  },
  async "update"() {
    const user = client.currentUser;
    await auth.updatePassword(user, "third-password");
    await auth.reauthenticateWithCredential(user, auth.EmailAuthProvider.credential(email, "third-password"));
    await auth.updateEmail(user, `new.${email}`);
    await user.reload();
    assert.equal(user.email, `new.${email}`);
    assert.equal(user.emailVerified, false);
    await auth.signInWithEmailAndPassword(client, `new.${email}`, "third-password");
  },
  async "the rules of passwords"() {
    assert.equal((await auth.validatePassword(client, "short")).isValid, false);
    assert.equal((await auth.validatePassword(client, "long-enough")).isValid, true);
  },
  async "what is not offered"() {
    const url = "https://example.org/";
    const user = client.currentUser;
    assert.deepEqual(await auth.fetchSignInMethodsForEmail(client, `new.${email}`), []);
    await refused("admin-restricted-operation", () => auth.signInAnonymously(client));
    await refused("operation-not-allowed", () => auth.signInWithCustomToken(client, "a.b.c"));
    await refused("operation-not-allowed", () =>
      auth.sendSignInLinkToEmail(client, email, { url, handleCodeInApp: true }));
    await refused("operation-not-allowed", () => auth.verifyBeforeUpdateEmail(user, `x.${email}`));
    await refused("operation-not-allowed", () =>
      auth.signInWithCredential(client, auth.GoogleAuthProvider.credential("{}")));
  },
  async "leave"() {
    const user = client.currentUser;
    // Erasure is a call of the API, which the account outlives until it is done.
    await refused("admin-restricted-operation", () => auth.deleteUser(user));
    await auth.signOut(client);
    assert.equal(client.currentUser, null);
  },
};

let failed = 0;
for (const [name, act] of Object.entries(acts)) {
  try {
    await act();
    console.log(`ok ${name}`);
  } catch (fault) {
    failed += 1;
    console.log(`not ok ${name}: ${fault.code ?? ""} ${fault.message}`);
  }
}
process.exit(failed ? 1 : 0);
