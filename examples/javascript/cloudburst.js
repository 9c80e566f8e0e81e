"use strict";

// What a function needs to take part in Cloudburst: its arguments come as a JSON array, and its result, or its error, goes to its
// caller. Copy this file into your own program.

const { StateFun, messageBuilder } = require("apache-flink-statefun");

const JSON_TYPE = StateFun.jsonType("cloudburst/json");
const ERROR_TYPE = StateFun.jsonType("cloudburst/error");

/**
 * Binds a function.
 *
 * @param {StateFun} statefun
 * @param {string} typename NAMESPACE/NAME, as it is registered
 * @param {function} fn takes the arguments of a call; gives its result, or a promise of it, as anything that JSON can say
 */
function bind(statefun, typename, fn) {
  statefun.bind({
    typename,
    async fn(context, message) {
      // Another call may begin while this one waits, so who has called is asked now.
      const caller = context.caller;
      const answer = (value, valueType) =>
        context.send(messageBuilder({ typename: caller.typename, id: caller.id, value: new Box(value), valueType }));
      try {
        const result = await fn(...message.as(JSON_TYPE));
        answer(result === undefined ? null : result, JSON_TYPE);
      } catch (error) {
        answer(
          error instanceof Error ? { message: String(error), stackTrace: error.stack } : { message: String(error) },
          ERROR_TYPE,
        );
      }
    },
  });
}

/** The SDK refuses to send null and undefined; in a box it does not see them. */
class Box {
  #value;

  constructor(value) {
    this.#value = value;
  }

  toJSON() {
    return this.#value;
  }
}

module.exports = { bind };
