import { arm64Folder, arm64Package, installedArm64Node, installedEmulator } from './arm64-node.mjs';
import { runNpm } from './project.mjs';
import { installByPackageManager } from './setup-chromium.mjs';

const packages = ['qemu-user-static', 'libc6-arm64-cross', 'libstdc++6-arm64-cross'];

function installEmulator() {
  const steps = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', ...packages],
  ];
  installByPackageManager(packages.join(', '), [{ program: 'apt-get', steps }]);
}

/** Installs a Node for arm64 with its emulator where they are missing and apt-get can. */
export function setUpArm64() {
  if (!installedEmulator()) installEmulator();
  if (!installedEmulator() || installedArm64Node()) return;
  // By force: the package says that it is for another processor.
  runNpm(['install', '--force', '--no-save', '--prefix', arm64Folder, arm64Package]);
}
