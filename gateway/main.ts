import { loadConfig } from '../lib/config.ts';
import { createLogger } from '../lib/log.ts';
import { startMetrics } from '../lib/metrics.ts';
import { runService } from '../lib/run-service.ts';
import { createGateway } from './app.ts';
import { gatewayConfig } from './config.ts';

process.env['APOLLO_TELEMETRY_DISABLED'] ??= '1';

await runService('gateway', async () => {
  const config = loadConfig('gateway', gatewayConfig, process.env);
  const logger = createLogger('gateway', config.LOG_LEVEL);
  const metrics = await startMetrics('gateway', config);
  const gateway = await createGateway(config, logger, metrics.registry);
  return {
    url: await gateway.listen(),
    logger,
    close: async () => {
      await gateway.close();
      await metrics.close();
    },
  };
});
