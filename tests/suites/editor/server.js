// Speaks the Language Server Protocol with a server for YAML, over its standard input and output.
// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";
const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");

const PATIENCE_MS = 60000;

// The settings of an editor that has our schema for all files, and no other.
function settings(schema) {
  return {
    yaml: {
      schemas: { [pathToFileURL(schema).href]: "*" },
      schemaStore: { enable: false },
      validate: true,
      hover: true,
      completion: true,
      maxItemsComputed: 100000,
    },
  };
}

class Server {
  // `home` is where npm has installed yaml-language-server.
  constructor(home, schema) {
    const program = path.join(home, "node_modules/yaml-language-server/bin/yaml-language-server");
    this.settings = settings(schema);
    this.child = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
    this.received = Buffer.alloc(0);
    this.answers = new Map();
    this.findings = new Map();
    this.complaints = "";
    this.serial = 0;
    this.child.stdout.on("data", (bytes) => this.read(bytes));
    this.child.stderr.on("data", (bytes) => { this.complaints += bytes; });
  }

  send(message) {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  // A message is a header, an empty line, and as many bytes as the header says.
  read(bytes) {
    this.received = Buffer.concat([this.received, bytes]);
    for (;;) {
      const end = this.received.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: *(\d+)/i.exec(this.received.subarray(0, end).toString())[1]);
      if (this.received.length < end + 4 + length) return;
      const message = JSON.parse(this.received.subarray(end + 4, end + 4 + length).toString());
      this.received = this.received.subarray(end + 4 + length);
      this.take(message);
    }
  }

  take(message) {
    if (message.method === "workspace/configuration") {
      const part = (item) => (item.section ? this.settings[item.section] ?? null : this.settings);
      this.send({ id: message.id, result: message.params.items.map(part) });
    } else if (message.method === "textDocument/publishDiagnostics") {
      this.findings.get(message.params.uri)?.(message.params.diagnostics);
    } else if (message.method === "window/logMessage" && message.params.type === 1) {
      this.complaints += message.params.message + "\n";
    } else if (message.method && message.id !== undefined) {
      this.send({ id: message.id, result: null });
    } else if (this.answers.has(message.id)) {
      this.answers.get(message.id)(message);
      this.answers.delete(message.id);
    }
  }

  // Waits for what `start` gives to its argument.
  wait(what, start) {
    return new Promise((well, badly) => {
      const timer = setTimeout(() => badly(new Error(`the server is silent: ${what}\n${this.complaints}`)), PATIENCE_MS);
      start((value) => { clearTimeout(timer); well(value); });
    });
  }

  async ask(method, params) {
    const id = ++this.serial;
    const answer = await this.wait(method, (give) => {
      this.answers.set(id, give);
      this.send({ id, method, params });
    });
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  }

  async start() {
    const textDocument = {
      hover: { contentFormat: ["plaintext", "markdown"] },
      completion: { completionItem: { documentationFormat: ["plaintext"] } },
      publishDiagnostics: {},
    };
    await this.ask("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: { textDocument, workspace: { configuration: true } },
    });
    this.send({ method: "initialized", params: {} });
    this.send({ method: "workspace/didChangeConfiguration", params: { settings: this.settings } });
  }

  // Shows a text to the server, and returns what it finds wrong with it.
  open(name, text) {
    const uri = `file:///recipes/${encodeURIComponent(name)}`;
    return this.wait(name, (give) => {
      this.findings.set(uri, (list) => { this.findings.delete(uri); give({ uri, list }); });
      const textDocument = { uri, languageId: "yaml", version: 1, text };
      this.send({ method: "textDocument/didOpen", params: { textDocument } });
    });
  }

  close(uri) {
    this.send({ method: "textDocument/didClose", params: { textDocument: { uri } } });
  }

  // Returns what the editor shows over a place; lines and columns count from 0.
  async hover(uri, line, character) {
    const answer = await this.ask("textDocument/hover", { textDocument: { uri }, position: { line, character } });
    const contents = answer?.contents ?? "";
    return typeof contents === "string" ? contents : contents.value ?? "";
  }

  async complete(uri, line, character) {
    const answer = await this.ask("textDocument/completion", { textDocument: { uri }, position: { line, character } });
    return (answer?.items ?? answer ?? []).map((item) => item.label);
  }

  async end() {
    await this.ask("shutdown", null);
    this.send({ method: "exit" });
  }
}

module.exports = { Server };
