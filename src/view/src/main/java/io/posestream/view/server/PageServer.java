package io.posestream.view.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves the page and its sockets on one port.
 *
 * <p>Thread-safe; closing ends all connections and waits for the threads.
 */
public final class PageServer implements AutoCloseable {
  private static final int MOST_REQUEST = 64 << 10;
  // Above 256 KiB unsent, about a second of many cameras, frames are thinned.
  private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final EventLoopGroup connections = new NioEventLoopGroup(2);
  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final ExecutorService estimator = Executors.newSingleThreadExecutor();
  private final OpenPages pages = new OpenPages();
  private final PageOptions options;
  private final PageContent content;

  private PageServer(PageOptions options, PageContent content) {
    this.options = options;
    this.content = content;
  }

  /** A server that runs, and the address to open. */
  public record Started(PageServer server, String address) implements AutoCloseable {
    @Override
    public void close() {
      server.close();
    }
  }

  /**
   * Starts to serve.
   *
   * @throws IOException if the host is unknown or the port is in use
   */
  public static Started start(PageOptions options, PageContent content) throws IOException {
    InetAddress address = InetAddress.getByName(options.host());
    PageServer server = new PageServer(options, content);
    try {
      Started started = server.listen(address);
      content.store().listen(server.pages);
      return started;
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private Started listen(InetAddress address) throws IOException {
    // The rules name the port, which is known when it is bound: no connection is taken before.
    RoutesWhenBound routes = new RoutesWhenBound();
    Channel bound = bind(address, routes);
    int port = ((InetSocketAddress) bound.localAddress()).getPort();
    Access access = Access.of(options, address, port);
    routes.open(access);
    bound.config().setAutoRead(true);
    bound.read();
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    String shown = address.isAnyLocalAddress() ? InetAddress.getLocalHost().getHostName() : host;
    String token = access.token().map(secret -> "?token=" + secret).orElse("");
    return new Started(this, "http://%s:%d/%s".formatted(shown, port, token));
  }

  private Channel bind(InetAddress address, RoutesWhenBound routes) throws IOException {
    var binding =
        new ServerBootstrap()
            .group(connections)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(routes)
            .bind(new InetSocketAddress(address, options.port()))
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      String why = String.valueOf(binding.cause().getMessage());
      throw new IOException(
          "%s:%d cannot be listened on: %s".formatted(options.host(), options.port(), why),
          binding.cause());
    }
    return binding.channel();
  }

  /** Equips each connection with the routes. */
  private final class RoutesWhenBound extends ChannelInitializer<SocketChannel> {
    private volatile java.util.Optional<Access> access = java.util.Optional.empty();

    void open(Access rules) {
      access = java.util.Optional.of(rules);
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpObjectAggregator(MOST_REQUEST),
              new PageRoutes(access.orElseThrow(), content, pages, workers, estimator));
    }
  }

  @Override
  public void close() {
    connections.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    workers.shutdownNow();
    estimator.shutdown();
  }
}
