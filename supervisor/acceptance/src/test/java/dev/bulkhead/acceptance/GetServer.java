package dev.bulkhead.acceptance;

/**
 * The smallest MCP server of its runtime: one tool, {@code get}, which fetches a URL by the runtime's own client and says what came,
 * or why not. {@code direct://host:port} connects without any client.
 */
final class GetServer {
    static final String NODE = """
            const say = (id, result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
            async function get(url) {
              try {
                if (url.startsWith('direct:')) {
                  const { hostname, port } = new URL(url.replace('direct:', 'http:'));
                  return await new Promise((resolve, reject) => require('node:net').connect(Number(port), hostname)
                    .on('connect', () => resolve('connected')).on('error', reject));
                }
                const answer = await fetch(url, { headers: process.env.TOKEN ? { Authorization: `Bearer ${process.env.TOKEN}` } : {} });
                return `${answer.status} ${await answer.text()}`;
              } catch (e) {
                return `${e.message}: ${e.cause ? e.cause.message : ''}`;
              }
            }
            require('node:readline').createInterface({ input: process.stdin }).on('line', async line => {
              const { id, method, params } = JSON.parse(line);
              if (method === 'initialize') {
                say(id, { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'get', version: '1' } });
              } else if (method === 'tools/list') {
                say(id, { tools: [{ name: 'get', inputSchema: { type: 'object' } }] });
              } else if (method === 'tools/call') {
                say(id, { content: [{ type: 'text', text: await get(params.arguments.url) }] });
              } else if (id !== undefined) {
                console.log(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'no such method' } }));
              }
            });
            """;

    static final String PYTHON = """
            import json, os, socket, sys, urllib.error, urllib.parse, urllib.request

            def get(url):
                try:
                    if url.startswith("direct:"):
                        to = urllib.parse.urlparse(url)
                        socket.create_connection((to.hostname, to.port), 1)
                        return "connected"
                    token = os.environ.get("TOKEN")
                    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + token} if token else {})
                    with urllib.request.urlopen(request) as answer:
                        return f"{answer.status} {answer.read().decode()}"
                except urllib.error.HTTPError as e:
                    return f"{e.code} {e.read().decode()}"
                except Exception as e:
                    return str(e)

            def say(id, result):
                print(json.dumps({"jsonrpc": "2.0", "id": id, "result": result}), flush=True)

            for line in sys.stdin:
                message = json.loads(line)
                id, method = message.get("id"), message.get("method")
                if method == "initialize":
                    say(id, {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": {"name": "get", "version": "1"}})
                elif method == "tools/list":
                    say(id, {"tools": [{"name": "get", "inputSchema": {"type": "object"}}]})
                elif method == "tools/call":
                    say(id, {"content": [{"type": "text", "text": get(message["params"]["arguments"]["url"])}]})
                elif id is not None:
                    print(json.dumps({"jsonrpc": "2.0", "id": id, "error": {"code": -32601, "message": "no such method"}}), flush=True)
            """;

    static final String JAVA = """
            import java.net.*;
            import java.net.http.*;
            import java.util.regex.*;

            public class GetServer {
                public static void main(String[] args) throws Exception {
                    var in = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                        Matcher id = Pattern.compile("\\"id\\":(\\"[^\\"]*\\"|[0-9]+)").matcher(line);
                        if (!id.find()) {
                            continue;
                        }
                        String rest;
                        if (line.contains("\\"method\\":\\"initialize\\"")) {
                            rest = "\\"result\\":{\\"protocolVersion\\":\\"2025-06-18\\",\\"capabilities\\":{\\"tools\\":{}},"
                                    + "\\"serverInfo\\":{\\"name\\":\\"get\\",\\"version\\":\\"1\\"}}";
                        } else if (line.contains("\\"method\\":\\"tools/list\\"")) {
                            rest = "\\"result\\":{\\"tools\\":[{\\"name\\":\\"get\\",\\"inputSchema\\":{\\"type\\":\\"object\\"}}]}";
                        } else if (line.contains("\\"method\\":\\"tools/call\\"")) {
                            Matcher url = Pattern.compile("\\"url\\":\\"([^\\"]*)\\"").matcher(line);
                            rest = "\\"result\\":{\\"content\\":[{\\"type\\":\\"text\\",\\"text\\":\\""
                                    + (url.find() ? get(url.group(1)) : "no url").replaceAll("[\\\\\\\\\\"\\\\p{Cntrl}]", " ") + "\\"}]}";
                        } else {
                            rest = "\\"error\\":{\\"code\\":-32601,\\"message\\":\\"no such method\\"}";
                        }
                        System.out.println("{\\"jsonrpc\\":\\"2.0\\",\\"id\\":" + id.group(1) + "," + rest + "}");
                    }
                }

                private static String get(String url) {
                    try {
                        URI uri = URI.create(url);
                        if (url.startsWith("direct:")) {
                            new Socket(uri.getHost(), uri.getPort()).close();
                            return "connected";
                        }
                        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
                        if (System.getenv("TOKEN") != null) {
                            request.header("Authorization", "Bearer " + System.getenv("TOKEN"));
                        }
                        HttpResponse<String> answer =
                                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
                        return answer.statusCode() + " " + answer.body();
                    } catch (Exception e) {
                        return e + " " + e.getCause();
                    }
                }
            }
            """;

    private GetServer() {}
}
