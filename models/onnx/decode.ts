import { decodeTensor } from './decode-tensor.ts';
import { readElementType } from './element-type.ts';
import type {
  OnnxAttribute,
  OnnxEntry,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxOpset,
  OnnxTensor,
  OnnxValue,
} from './messages.ts';
import { WireReader } from './wire-reader.ts';

/**
 * Reads the bytes of a `.onnx` file. Inline tensor values are views into `bytes` where the file
 * held them raw. Fields that decoder models don't use are checked for form and left out.
 *
 * @param file for error messages
 * @throws `model-file-invalid` for anything that isn't a well-formed model
 */
export function decodeModel(bytes: Uint8Array, file: string): OnnxModel {
  const reader = new WireReader(bytes, file);
  let irVersion = 0;
  let producerName = '';
  let producerVersion = '';
  let graph: OnnxGraph | undefined;
  const opsets: OnnxOpset[] = [];
  const metadata: OnnxEntry[] = [];
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field === 1) irVersion = reader.size();
    else if (field === 2) producerName = reader.string();
    else if (field === 3) producerVersion = reader.string();
    else if (field === 7) {
      if (graph) throw reader.invalid('two graphs');
      graph = readGraph(reader.message());
    } else if (field === 8) opsets.push(readOpset(reader.message()));
    else if (field === 14) metadata.push(readEntry(reader.message()));
    else reader.skip();
  }
  if (irVersion === 0) throw reader.invalid('no IR version');
  if (!graph) throw reader.invalid('no graph');
  if (opsets.length === 0) throw reader.invalid('no operator set');
  return { irVersion, producerName, producerVersion, opsets, metadata, graph };
}

function readOpset(reader: WireReader): OnnxOpset {
  let domain = '';
  let version = 0;
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field === 1) domain = reader.string();
    else if (field === 2) version = reader.size();
    else reader.skip();
  }
  return { domain, version };
}

export function readEntry(reader: WireReader): OnnxEntry {
  let key = '';
  let value = '';
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field === 1) key = reader.string();
    else if (field === 2) value = reader.string();
    else reader.skip();
  }
  return { key, value };
}

function readGraph(reader: WireReader): OnnxGraph {
  let name = '';
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const values: OnnxValue[] = [];
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field === 1) nodes.push(readNode(reader.message()));
    else if (field === 2) name = reader.string();
    else if (field === 5) initializers.push(decodeTensor(reader.message()));
    else if (field === 11) inputs.push(readValue(reader.message()));
    else if (field === 12) outputs.push(readValue(reader.message()));
    else if (field === 13) values.push(readValue(reader.message()));
    else reader.skip();
  }
  const names = new Set<string>();
  for (const { name: tensorName } of initializers) {
    if (names.has(tensorName)) throw reader.invalid(`two initializers named ${tensorName}`);
    names.add(tensorName);
  }
  return { name, nodes, initializers, inputs, outputs, values };
}

function readNode(reader: WireReader): OnnxNode {
  let name = '';
  let operator = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: OnnxAttribute[] = [];
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field === 1) inputs.push(reader.string());
    else if (field === 2) outputs.push(reader.string());
    else if (field === 3) name = reader.string();
    else if (field === 4) operator = reader.string();
    else if (field === 5) {
      const attribute = readAttribute(reader.message());
      if (attribute) attributes.push(attribute);
    } else if (field === 7) domain = reader.string();
    else reader.skip();
  }
  if (operator === '') throw reader.invalid('a node without an operator');
  return {
    name,
    operator,
    domain: domain === 'ai.onnx' ? '' : domain,
    inputs,
    outputs,
    attributes,
  };
}

/** `undefined` for kinds that no operator of a decoder model has (lists of tensors and graphs, types). */
function readAttribute(reader: WireReader): OnnxAttribute | undefined {
  let name = '';
  let type = 0;
  let float = 0;
  let int = 0n;
  let string = '';
  let tensor: OnnxTensor | undefined;
  let graph: OnnxGraph | undefined;
  const floats: number[] = [];
  const ints: bigint[] = [];
  const strings: string[] = [];
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field === 1) name = reader.string();
    else if (field === 2) float = reader.float();
    else if (field === 3) int = reader.int64();
    else if (field === 4) string = reader.string();
    else if (field === 5) tensor = decodeTensor(reader.message());
    else if (field === 6) graph = readGraph(reader.message());
    else if (field === 7) reader.pushFloat(floats);
    else if (field === 8) reader.pushInt64(ints);
    else if (field === 9) strings.push(reader.string());
    else if (field === 20) type = reader.size();
    else reader.skip();
  }
  switch (type) {
    case 1:
      return { name, kind: 'float', value: float };
    case 2:
      return { name, kind: 'int', value: int };
    case 3:
      return { name, kind: 'string', value: string };
    case 4:
      if (!tensor) throw reader.invalid(`attribute ${name} has no tensor`);
      return { name, kind: 'tensor', value: tensor };
    case 5:
      if (!graph) throw reader.invalid(`attribute ${name} has no graph`);
      return { name, kind: 'graph', value: graph };
    case 6:
      return { name, kind: 'floats', value: floats };
    case 7:
      return { name, kind: 'ints', value: ints };
    case 8:
      return { name, kind: 'strings', value: strings };
    default:
      return undefined;
  }
}

function readValue(reader: WireReader): OnnxValue {
  let name = '';
  let type: OnnxValue['type'];
  let shape: OnnxValue['shape'];
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field === 1) name = reader.string();
    else if (field === 2) ({ type, shape } = readType(reader.message()));
    else reader.skip();
  }
  return { name, type, shape };
}

function readType(reader: WireReader): Pick<OnnxValue, 'type' | 'shape'> {
  let type: OnnxValue['type'];
  let shape: OnnxValue['shape'];
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field !== 1) {
      reader.skip();
      continue;
    }
    const tensor = reader.message();
    for (let inner = tensor.next(); inner !== undefined; inner = tensor.next()) {
      if (inner === 1) type = readElementType(tensor);
      else if (inner === 2) shape = readShape(tensor.message());
      else tensor.skip();
    }
  }
  return { type, shape };
}

function readShape(reader: WireReader): readonly (number | string)[] {
  const shape: (number | string)[] = [];
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field !== 1) {
      reader.skip();
      continue;
    }
    const dimension = reader.message();
    let size: number | string = '';
    for (let inner = dimension.next(); inner !== undefined; inner = dimension.next()) {
      if (inner === 1) size = dimension.size();
      else if (inner === 2) size = dimension.string();
      else dimension.skip();
    }
    shape.push(size);
  }
  return shape;
}
