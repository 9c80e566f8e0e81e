package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.remote.RemoteWebDriver;

/** Headless Chromium with its driver, as they are installed: Debian's packages {@code chromium} and {@code chromium-driver}. */
public final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);

    private final ChromeDriverService service;
    private final RemoteWebDriver driver;

    private Browser(ChromeDriverService service, RemoteWebDriver driver) {
        this.service = service;
        this.driver = driver;
    }

    /** Where there is none, the test is left out and says so; on a machine that tests for all ({@code CI=true}) it fails. */
    public static Browser start() {
        Optional<Path> browser = installed("chromium", "chromium-browser", "google-chrome");
        Optional<Path> driver = installed("chromedriver");
        if (browser.isEmpty() || driver.isEmpty()) {
            String missing =
                    "the dashboard is tested in Chromium, and there is no %s on the PATH; on Debian: apt-get install chromium chromium-driver"
                            .formatted(browser.isEmpty() ? "chromium" : "chromedriver");
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                fail(missing);
            }
            Assumptions.abort(missing);
        }
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.get().toFile())
                .usingAnyFreePort()
                .build();
        try {
            service.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChromeOptions options = new ChromeOptions()
                .setBinary(browser.get().toFile())
                .addArguments(
                        "--headless",
                        // Its sandbox does not work for root, in containers.
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync");
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL", "performance", "ALL"));
        try {
            return new Browser(service, new RemoteWebDriver(service.getUrl(), options, false));
        } catch (RuntimeException e) {
            service.stop();
            throw e;
        }
    }

    private static Optional<Path> installed(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(":")).map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public void open(String url) {
        driver.get(url);
    }

    /** In front of the others. */
    public void openTab() {
        driver.switchTo().newWindow(WindowType.TAB);
    }

    /** All but the first. */
    public void closeTabs() {
        List<String> tabs = List.copyOf(driver.getWindowHandles());
        tabs.subList(1, tabs.size()).forEach(tab -> {
            driver.switchTo().window(tab);
            driver.close();
        });
        driver.switchTo().window(tabs.get(0));
    }

    /** To the page before, in this tab. */
    public void back() {
        driver.navigate().back();
    }

    public String address() {
        return driver.getCurrentUrl();
    }

    /** The page's size: a headless browser has no window that could not be so narrow. */
    public void resize(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        long outside = width - (Long) script("return innerWidth");
        long above = height - (Long) script("return innerHeight");
        driver.manage().window().setSize(new Dimension((int) (width + outside), (int) (height + above)));
        assertThat(script("return innerWidth")).isEqualTo((long) width);
    }

    /** What the script returns. */
    public Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Waits for the first element of this selector that has the text. */
    public void awaitText(String css, String text) {
        await().atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .alias("'%s' in %s of %s".formatted(text, css, address()))
                .untilAsserted(() -> assertThat(texts(css)).anyMatch(one -> one.contains(text)));
    }

    /** Of all that there are now. */
    public List<String> texts(String css) {
        List<?> texts = (List<?>) script(
                "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText ?? e.textContent)", css);
        return texts.stream().map(String::valueOf).toList();
    }

    public String text(String css) {
        return on(css, WebElement::getText);
    }

    public void click(String css) {
        on(css, element -> {
            element.click();
            return true;
        });
    }

    /** The link, button or other element of this selector with exactly this text. */
    public void click(String css, String text) {
        awaitText(css, text);
        on(
                () -> driver.findElements(By.cssSelector(css)).stream()
                        .filter(element -> element.getText().strip().equals(text))
                        .findFirst()
                        .orElseThrow(() -> new NoSuchElementException("'%s' of %s".formatted(text, css))),
                element -> {
                    element.click();
                    return true;
                });
    }

    public void write(String css, String text) {
        on(css, element -> {
            element.clear();
            element.sendKeys(text);
            return true;
        });
    }

    /** Pressed on whatever has the focus. */
    public void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    private <T> T on(String css, Function<WebElement, T> action) {
        return on(() -> driver.findElement(By.cssSelector(css)), action);
    }

    /** Again as long as the element is not there, or is drawn anew at that moment. */
    private <T> T on(Supplier<WebElement> find, Function<WebElement, T> action) {
        List<T> result = new ArrayList<>();
        await().atMost(PATIENCE)
                .pollInterval(LOOK_EVERY)
                .ignoreExceptionsMatching(failure ->
                        failure instanceof NoSuchElementException || failure instanceof StaleElementReferenceException)
                .until(() -> {
                    result.clear();
                    result.add(action.apply(find.get()));
                    return true;
                });
        return result.get(0);
    }

    /** What the page complained of since it was last asked. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        driver.manage()
                .logs()
                .get("browser")
                .forEach(entry -> complaints.add(entry.getLevel() + " " + entry.getMessage()));
        return complaints;
    }

    /** The addresses that were asked for since it was last asked. */
    public List<String> requests() {
        List<String> addresses = new ArrayList<>();
        driver.manage().logs().get("performance").forEach(entry -> {
            JsonNode message = parse(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                addresses.add(message.at("/params/request/url").asText());
            }
        });
        return addresses;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
        service.stop();
    }
}
