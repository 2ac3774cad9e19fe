import {
  elementTypes,
  type OnnxAttribute,
  type OnnxEntry,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from './messages.ts';
import { WireWriter } from './wire-writer.ts';

/** The bytes of a `.onnx` file. Fields are written in ascending order, so equal models give equal bytes. */
export function encodeModel(model: OnnxModel): Uint8Array {
  const writer = new WireWriter();
  writer.int(1, model.irVersion);
  writer.string(2, model.producerName);
  writer.string(3, model.producerVersion);
  writer.message(7, (graph) => {
    writeGraph(graph, model.graph);
  });
  for (const { domain, version } of model.opsets) {
    writer.message(8, (opset) => {
      opset.string(1, domain);
      opset.int(2, version);
    });
  }
  for (const entry of model.metadata) writeEntry(writer, 14, entry);
  return writer.written.slice();
}

function writeGraph(writer: WireWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) {
    writer.message(1, (inner) => {
      writeNode(inner, node);
    });
  }
  writer.string(2, graph.name);
  for (const tensor of graph.initializers) {
    writer.message(5, (inner) => {
      writeTensor(inner, tensor);
    });
  }
  for (const [field, values] of [
    [11, graph.inputs],
    [12, graph.outputs],
    [13, graph.values],
  ] as const) {
    for (const value of values) {
      writer.message(field, (inner) => {
        writeValue(inner, value);
      });
    }
  }
}

function writeNode(writer: WireWriter, node: OnnxNode): void {
  for (const input of node.inputs) writer.string(1, input);
  for (const output of node.outputs) writer.string(2, output);
  writer.string(3, node.name);
  writer.string(4, node.operator);
  for (const attribute of node.attributes) {
    writer.message(5, (inner) => {
      writeAttribute(inner, attribute);
    });
  }
  if (node.domain !== '') writer.string(7, node.domain);
}

/** AttributeProto.AttributeType. */
const attributeTypes: Readonly<Record<OnnxAttribute['kind'], number>> = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
};

function writeAttribute(writer: WireWriter, attribute: OnnxAttribute): void {
  writer.string(1, attribute.name);
  switch (attribute.kind) {
    case 'float':
      writer.float(2, attribute.value);
      break;
    case 'int':
      writer.int(3, attribute.value);
      break;
    case 'string':
      writer.string(4, attribute.value);
      break;
    case 'tensor':
      writer.message(5, (inner) => {
        writeTensor(inner, attribute.value);
      });
      break;
    case 'graph':
      writer.message(6, (inner) => {
        writeGraph(inner, attribute.value);
      });
      break;
    case 'floats':
      for (const value of attribute.value) writer.float(7, value);
      break;
    case 'ints':
      for (const value of attribute.value) writer.int(8, value);
      break;
    case 'strings':
      for (const value of attribute.value) writer.string(9, value);
      break;
  }
  writer.int(20, attributeTypes[attribute.kind]);
}

function writeTensor(writer: WireWriter, tensor: OnnxTensor): void {
  for (const size of tensor.shape) writer.int(1, size);
  writer.int(2, elementTypes[tensor.type]);
  writer.string(8, tensor.name);
  const { data } = tensor;
  if (data.kind === 'inline') {
    writer.bytes(9, data.bytes);
    return;
  }
  writeEntry(writer, 13, { key: 'location', value: data.location });
  writeEntry(writer, 13, { key: 'offset', value: String(data.offset) });
  if (data.length !== undefined) {
    writeEntry(writer, 13, { key: 'length', value: String(data.length) });
  }
  writer.int(14, 1);
}

function writeValue(writer: WireWriter, value: OnnxValue): void {
  writer.string(1, value.name);
  const { type, shape } = value;
  if (type === undefined) return;
  writer.message(2, (valueType) => {
    valueType.message(1, (tensorType) => {
      tensorType.int(1, elementTypes[type]);
      if (shape === undefined) return;
      tensorType.message(2, (shapeWriter) => {
        for (const size of shape) {
          shapeWriter.message(1, (dimension) => {
            if (typeof size === 'number') dimension.int(1, size);
            else if (size !== '') dimension.string(2, size);
          });
        }
      });
    });
  });
}

function writeEntry(writer: WireWriter, field: number, { key, value }: OnnxEntry): void {
  writer.message(field, (entry) => {
    entry.string(1, key);
    entry.string(2, value);
  });
}
