// Names as they are behind Bulkhead: tools and prompts of an upstream carry `<server>__`; the suite knows them bare.

/** Which member of which params holds a name. */
function holder(message) {
  const params = message.params;
  if (message.method === 'tools/call' || message.method === 'prompts/get') return params;
  if (message.method === 'completion/complete' && params?.ref?.type === 'ref/prompt') return params.ref;
  return undefined;
}

/** Gives the names of a request their prefix. */
export function prefixed(message, prefix) {
  const held = holder(message);
  if (prefix && typeof held?.name === 'string') held.name = prefix + held.name;
  return message;
}

/** Takes the prefix off the names in the answer to `method`. */
export function bare(method, answer, prefix) {
  const list = { 'tools/list': answer.result?.tools, 'prompts/list': answer.result?.prompts }[method];
  for (const entry of prefix ? list ?? [] : []) {
    if (entry.name.startsWith(prefix)) entry.name = entry.name.slice(prefix.length);
  }
  return answer;
}
