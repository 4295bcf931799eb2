import type { OperationStep } from '../operation-steps.ts';

/** Keeps the text of an automatic persisted query once it has passed every check, so that no space goes to what cannot run. */
export const keepTextStep: OperationStep = ({ contextValue: { requested } }) => {
  if (!requested?.keepText) return undefined;
  return {
    responseForOperation() {
      requested.keepText?.();
      return null;
    },
  };
};
