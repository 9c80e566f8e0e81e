package io.cloudburst.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as no client library writes them, byte by byte. Each is answered with a problem that says why, or as it is meant. */
class HttpFrontTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POST = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    private static final int PATIENCE_MILLIS = 30_000;
    private static HttpServers server;

    @BeforeAll
    static void start() {
        List<Route> routes = List.of(
                Route.of(
                                "POST",
                                "/echo",
                                "echo",
                                Role.ANYONE,
                                request -> CompletableFuture.completedFuture(Response.json(200, request.json())))
                        .withBody(Response.JSON),
                Route.of(
                        "GET",
                        "/live",
                        "live",
                        Role.ANYONE,
                        request -> CompletableFuture.completedFuture(
                                Response.json(200, JsonNodeFactory.instance.booleanNode(true)))));
        HttpFront front = new HttpFront(
                routes,
                (authorization, key, address) -> CompletableFuture.completedFuture(new Principal(address, Role.ADMIN)),
                HttpLimits.DEFAULT,
                (operation, status, nanos) -> {});
        server = new HttpServers(front, "127.0.0.1", 0, Optional.empty(), HttpLimits.DEFAULT, 1);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private record Answer(int status, String head, JsonNode body) {}

    /** Reads one answer from a connection, as long as it says that it is. */
    private static Answer read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("closed after '%s'", head).isNotNegative();
            head.append((char) next);
        }
        String text = head.toString().toLowerCase(java.util.Locale.ROOT);
        int length = Integer.parseInt(text.replaceAll("(?s).*content-length: (\\d+)\r\n.*", "$1"));
        return new Answer(Integer.parseInt(text.split(" ")[1]), text, JSON.readTree(in.readNBytes(length)));
    }

    private static Socket send(String bytes) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            GET /live\\r\\n\\r\\n                                                  | 400
            GET  HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                                 | 400
            GET /a b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                             | 400
            GET live HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                             | 404
            OPTIONS * HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                            | 404
            BREW /live HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n                           | 405
            GET /live HTTP/1.1\\r\\n\\r\\n                                         | 400
            GET /live HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n               | 400
            GET /live HTTP/1.1\\nHost: x\\n\\n                                       | 400
            GET /live HTTP/1.1\\r\\nHost: x\\r\\nnonsense\\r\\n\\r\\n              | 400
            GET /live HTTP/1.1\\r\\nHost : x\\r\\n\\r\\n                           | 400
            GET /live HTTP/1.1\\r\\nHost: x\\r\\nA: b\\0c\\r\\n\\r\\n            | 400
            """)
    void whatIsNoRequestIsAnsweredAsAProblem(String request, int status) throws IOException {
        assertProblem(unescaped(request), status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Length: 5\\r\\nContent-Length: 6\\r\\n\\r\\n[1,2]                  | 400
            Content-Length: -5\\r\\n\\r\\n                                          | 400
            Content-Length: +5\\r\\n\\r\\n[1,2]                                     | 400
            Content-Length: five\\r\\n\\r\\n[1,2]                                   | 400
            Content-Length: 99999999999999999999\\r\\n\\r\\n[1,2]                   | 400
            Content-Length: 9999999\\r\\n\\r\\n[1,2]                                | 413
            Transfer-Encoding: gzip\\r\\n\\r\\n[1,2]                                | 415
            Transfer-Encoding: gzip, chunked\\r\\n\\r\\n5\\r\\n[1,2]\\r\\n0\\r\\n\\r\\n | 415
            Transfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n[1,2]\\r\\n0\\r\\n\\r\\n      | 400
            Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\n[1,2]XX0\\r\\n\\r\\n           | 400
            Transfer-Encoding: chunked\\r\\n\\r\\nffffffffffff\\r\\n[1                  | 400
            Content-Length: 0\\r\\n\\r\\n                                           | 400
            """)
    void aBodyOfWhichNobodyKnowsWhereItEndsIsAnsweredAsAProblem(String rest, int status) throws IOException {
        assertProblem(POST + unescaped(rest), status);
    }

    private static void assertProblem(String request, int status) throws IOException {
        try (Socket socket = send(request)) {
            Answer answer = read(socket.getInputStream());
            assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
            assertThat(answer.head()).contains("content-type: application/problem+json");
            assertThat(answer.body().get("status").asInt()).isEqualTo(status);
            assertThat(answer.body().get("detail").asText()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {";;;", ",,,", ";q=1", "text/html;;", "*/*;q=0", "q", "/", "application/json;q=0.0"})
    void whatNobodyCanSendIsAskedForInVain(String accept) throws IOException {
        assertProblem("GET /live HTTP/1.1\r\nHost: x\r\nAccept: " + accept + "\r\n\r\n", 406);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/problem+json", "text/html, */*;q=0.1", "APPLICATION/JSON", "application/*"})
    void whatCanBeSentIsAnswered(String accept) throws IOException {
        try (Socket socket = send("GET /live HTTP/1.1\r\nHost: x\r\nAccept: " + accept + "\r\n\r\n")) {
            assertThat(read(socket.getInputStream()).status()).isEqualTo(200);
        }
    }

    @Test
    void requestsOneBehindTheOtherAreAnsweredInTheirOrder() throws IOException {
        String live = "GET /live HTTP/1.1\r\nHost: x\r\n\r\n";
        String last = "GET /live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        try (Socket socket = send(live
                + POST + "Content-Length: 5\r\n\r\n[1,2]"
                + "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                + POST + "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n[3\r\n1\r\n]\r\n0\r\nX: y\r\n\r\n"
                + last)) {
            InputStream in = socket.getInputStream();
            assertThat(read(in).body().asBoolean()).isTrue();
            assertThat(read(in).body()).hasToString("[1,2]");
            assertThat(read(in).status()).isEqualTo(404);
            assertThat(read(in).body()).hasToString("[3]");
            assertThat(read(in).head()).contains("connection: close");
            assertThat(in.read()).isNegative();
        }
    }

    @Test
    void nothingBehindARefusedBodyIsTakenForARequest() throws IOException {
        for (String framing : List.of("Content-Length: 9999999", "Transfer-Encoding: gzip")) {
            try (Socket socket = send(POST + framing + "\r\n\r\nGET /live HTTP/1.1\r\nHost: x\r\n\r\n")) {
                assertThat(read(socket.getInputStream()).head()).contains("connection: close");
                socket.shutdownOutput();
                assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            }
        }
    }

    @Test
    void clientsOfOldAreAnsweredAndTheirConnectionsClosed() throws IOException {
        try (Socket socket = send("GET /live HTTP/1.0\r\n\r\n")) {
            assertThat(read(socket.getInputStream()).body().asBoolean()).isTrue();
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }
}
