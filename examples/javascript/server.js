"use strict";

const http = require("http");
const { StateFun } = require("apache-flink-statefun");
const { bind } = require("./cloudburst");

const statefun = new StateFun();

bind(statefun, "example/words", (text) => text.toLowerCase().match(/[a-z]+/g) ?? []);

bind(statefun, "example/count", (words) => {
  const counts = {};
  for (const word of words) {
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
});

bind(statefun, "example/refuse", (reason) => {
  throw new Error(reason);
});

const server = http.createServer(statefun.handler());
// Longer than the job keeps a connection that it does not use.
server.keepAliveTimeout = 120_000;
server.listen(Number(process.env.PORT ?? 8000), "127.0.0.1", () => {
  console.log(`ready on port ${server.address().port}`);
});
